package io.strongroom.client.api;

/**
 * The body of {@code POST /admin/v1/hsm/joins}: a node that asks for the root key.
 *
 * @param nodeName as its operator calls it
 * @param publicKey the public half of a pair in its HSM: base64 of the SubjectPublicKeyInfo (DER)
 */
public record JoinRequestJson(String nodeName, String publicKey) {}
