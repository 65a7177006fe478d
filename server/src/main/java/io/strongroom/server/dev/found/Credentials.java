package io.strongroom.server.dev.found;

import java.util.UUID;

/**
 * What clients of a cluster need.
 *
 * @param officer holds "Key Vault Secrets Officer" and "Key Vault Crypto Officer" on every vault
 * @param noRole holds no role, for negative tests
 */
record Credentials(UUID tenant, Principal officer, Principal noRole, String trustStorePassword) {
    static Credentials random() {
        return new Credentials(
                UUID.randomUUID(),
                Principal.random("dev-officer"),
                Principal.random("dev-norole"),
                SecretFiles.randomText());
    }

    @Override
    public String toString() {
        return "Credentials(" + tenant + ")";
    }
}
