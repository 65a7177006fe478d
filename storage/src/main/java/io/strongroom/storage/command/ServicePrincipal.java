package io.strongroom.storage.command;

import java.util.List;

/**
 * A caller that the embedded issuer gives tokens to.
 *
 * @param clientId the application id, as sent to the token endpoint
 * @param objectId the id that role assignments name
 * @param secretHashes salted hashes of its client secrets, in the form of {@code SecretHash}
 * @param certificates DER certificates whose keys may sign its client assertions
 */
public record ServicePrincipal(
        String clientId,
        String objectId,
        String displayName,
        List<String> secretHashes,
        List<Bytes> certificates) {
    public ServicePrincipal {
        secretHashes = List.copyOf(secretHashes);
        certificates = List.copyOf(certificates);
    }
}
