package io.strongroom.hsm;

/**
 * Why a root key does not answer.
 *
 * @param kind what whoever runs the node can do about it: wait for the HSM, or mend something
 * @param reason a sentence that says so
 */
public record RootKeyTrouble(HsmException.Kind kind, String reason) {}
