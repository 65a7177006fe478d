package io.strongroom.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the cluster is founded with. The leader adds what is missing; what is there is never changed
 * or removed.
 */
public record BootstrapSettings(
        List<VaultSettings> vaults,
        List<PrincipalSettings> servicePrincipals,
        List<AssignmentSettings> roleAssignments) {
    public BootstrapSettings {
        vaults = List.copyOf(vaults);
        servicePrincipals = List.copyOf(servicePrincipals);
        roleAssignments = List.copyOf(roleAssignments);
    }

    /**
     * A vault.
     *
     * @param retentionDays 7-90
     */
    public record VaultSettings(String name, int retentionDays, boolean purgeProtection) {}

    /**
     * A service principal of the embedded issuer; a secret, a certificate or both.
     *
     * @param clientId a UUID
     * @param objectId a UUID, the one role assignments name
     * @param secretFile holds the client secret; only its hash is kept
     * @param certificateFile PEM; its key may sign client assertions
     */
    public record PrincipalSettings(
            String clientId,
            String objectId,
            String displayName,
            Optional<Path> secretFile,
            Optional<Path> certificateFile) {}

    /**
     * A role for a principal on a vault.
     *
     * @param principal the principal's object id
     * @param role a built-in role's name, such as "Key Vault Secrets Officer", or its UUID
     * @param vault the vault's name
     */
    public record AssignmentSettings(String principal, String role, String vault) {}
}
