package io.strongroom.storage.command;

/**
 * A signing key of the embedded token issuer.
 *
 * @param keyId the JWK's kid
 * @param publicJwk its public half, as JSON
 * @param sealedPrivateKey PKCS#8, sealed under the cluster's data key
 */
public record IssuerKey(String keyId, String publicJwk, Bytes sealedPrivateKey) {}
