package io.strongroom.storage.command;

/**
 * How far a node is with a new root key.
 *
 * @param transportKey a SubjectPublicKeyInfo of a pair in the node's HSM that the root key is to be
 *     wrapped to; empty when none is offered
 * @param wrapped the root key, wrapped to it; empty before it is delivered
 * @param holds whether the node's HSM has the root key
 */
public record RootKeyHolder(int node, Bytes transportKey, Bytes wrapped, boolean holds) {}
