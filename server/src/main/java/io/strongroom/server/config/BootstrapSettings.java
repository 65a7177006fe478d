package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

import io.strongroom.server.config.yaml.InvalidSettingException;
import io.strongroom.storage.command.ObjectScope;
import io.strongroom.storage.command.VaultName;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

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
        Set<String> vaultNames = new HashSet<>();
        for (int i = 0; i < vaults.size(); i++) {
            String name = vaults.get(i).name();
            unless(
                    vaultNames.add(name),
                    "vaults[" + i + "].name",
                    "vault " + name + " is given twice");
        }
        Set<String> clientIds = new HashSet<>();
        Set<String> objectIds = new HashSet<>();
        for (int i = 0; i < servicePrincipals.size(); i++) {
            PrincipalSettings principal = servicePrincipals.get(i);
            String path = "servicePrincipals[" + i + "].";
            unless(
                    clientIds.add(principal.clientId()),
                    path + "clientId",
                    "taken by another service principal");
            unless(
                    objectIds.add(principal.objectId()),
                    path + "objectId",
                    "taken by another service principal");
        }
        for (int i = 0; i < roleAssignments.size(); i++) {
            AssignmentSettings assignment = roleAssignments.get(i);
            String path = "roleAssignments[" + i + "].";
            unless(
                    vaultNames.contains(assignment.vault()),
                    path + "vault",
                    "no vault " + assignment.vault() + " in bootstrap.vaults");
            unless(
                    objectIds.contains(assignment.principal()),
                    path + "principal",
                    "no service principal in bootstrap.servicePrincipals has this objectId");
        }
    }

    /**
     * A vault.
     *
     * @param retentionDays 7-90
     */
    public record VaultSettings(String name, int retentionDays, boolean purgeProtection) {
        public VaultSettings {
            name = vaultName("name", name);
            unless(
                    retentionDays >= 7 && retentionDays <= 90,
                    "retentionDays",
                    "a vault's retention is 7 to 90 days, not " + retentionDays);
        }
    }

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
            Optional<Path> certificateFile) {
        public PrincipalSettings {
            clientId = uuid("clientId", clientId);
            objectId = uuid("objectId", objectId);
            unless(
                    secretFile.isPresent() || certificateFile.isPresent(),
                    "secretFile",
                    "a service principal needs a secretFile, a certificateFile or both");
        }
    }

    /**
     * A role for a principal on a vault, or on one object in it.
     *
     * @param principal the principal's object id
     * @param role a built-in role's name, such as "Key Vault Secrets Officer", or its UUID
     * @param vault the vault's name
     * @param object {@code secrets/NAME} or {@code keys/NAME}; empty for the whole vault
     */
    public record AssignmentSettings(
            String principal, String role, String vault, Optional<String> object) {
        public AssignmentSettings {
            principal = uuid("principal", principal);
            vault = vaultName("vault", vault);
            object = object.map(BootstrapSettings::objectScope);
        }

        /** On the whole vault. */
        public AssignmentSettings(String principal, String role, String vault) {
            this(principal, role, vault, Optional.empty());
        }
    }

    private static String objectScope(String text) {
        try {
            return ObjectScope.of(text).value();
        } catch (IllegalArgumentException refused) {
            throw new InvalidSettingException(
                    "object", "\"" + text + "\": " + refused.getMessage());
        }
    }

    private static String vaultName(String key, String text) {
        try {
            return VaultName.of(text).value();
        } catch (IllegalArgumentException refused) {
            throw new InvalidSettingException(key, "\"" + text + "\": " + refused.getMessage());
        }
    }

    private static String uuid(String key, String text) {
        try {
            return UUID.fromString(text).toString();
        } catch (IllegalArgumentException _) {
            throw new InvalidSettingException(key, "\"" + text + "\" is not a UUID");
        }
    }
}
