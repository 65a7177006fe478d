package io.strongroom.server.access;

import io.strongroom.server.text.NearestWord;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Azure's built-in roles for vaults, with their published ids and the data actions they grant.
 * Roles for keys, certificates and the control plane can be assigned as well: they grant what they
 * grant, which is little or nothing about secrets.
 *
 * <p>Source: Azure built-in roles, Security; Azure RBAC for Key Vault.
 */
public enum BuiltInRole {
    ADMINISTRATOR("Key Vault Administrator", "00482a5a-887f-4fb3-b363-3b7fe8e74483", "*"),
    READER(
            "Key Vault Reader",
            "21090545-7ca7-4776-b22c-e363652d74d2",
            "*/read",
            "secrets/readMetadata/action"),
    SECRETS_OFFICER(
            "Key Vault Secrets Officer", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "secrets/*"),
    SECRETS_USER(
            "Key Vault Secrets User",
            "4633458b-17de-408a-b874-0445c86b69e6",
            "secrets/getSecret/action",
            "secrets/readMetadata/action"),
    CRYPTO_OFFICER(
            "Key Vault Crypto Officer",
            "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
            "keys/*",
            "keyrotationpolicies/*"),
    CRYPTO_USER(
            "Key Vault Crypto User",
            "12338af0-0e69-4776-bea7-57ae8d297424",
            "keys/read",
            "keys/update/action",
            "keys/backup/action",
            "keys/encrypt/action",
            "keys/decrypt/action",
            "keys/wrap/action",
            "keys/unwrap/action",
            "keys/sign/action",
            "keys/verify/action"),
    CRYPTO_SERVICE_ENCRYPTION_USER(
            "Key Vault Crypto Service Encryption User",
            "e147488a-f6f5-4113-8e2d-b22465e65bf6",
            "keys/read",
            "keys/wrap/action",
            "keys/unwrap/action"),
    CRYPTO_SERVICE_RELEASE_USER(
            "Key Vault Crypto Service Release User",
            "08bbd89e-9f13-488c-ac41-acfcb10c90ab",
            "keys/release/action"),
    CERTIFICATES_OFFICER(
            "Key Vault Certificates Officer",
            "a4417e6f-fecd-4de8-b567-7b0420556985",
            "certificatecas/*",
            "certificates/*",
            "certificatecontacts/write"),
    CERTIFICATE_USER(
            "Key Vault Certificate User",
            "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
            "certificates/read",
            "secrets/getSecret/action",
            "secrets/readMetadata/action",
            "keys/read"),
    DATA_ACCESS_ADMINISTRATOR(
            "Key Vault Data Access Administrator", "8b54135c-b56d-4d72-a534-26097cfdc8d8"),
    PURGE_OPERATOR("Key Vault Purge Operator", "a68e7c17-0ab2-4c09-9a58-125dae29748c"),
    CONTRIBUTOR("Key Vault Contributor", "f25e0fa2-a7c8-4377-a976-54943a77a395");

    private final String roleName;
    private final String id;

    // The list and its records are immutable; the checker does not see that in List.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<DataActionPattern> dataActions;

    BuiltInRole(String roleName, String id, String... dataActions) {
        this.roleName = roleName;
        this.id = id;
        this.dataActions =
                Arrays.stream(dataActions)
                        .map(action -> new DataActionPattern("Microsoft.KeyVault/vaults/" + action))
                        .toList();
    }

    /** The published name. */
    public String roleName() {
        return roleName;
    }

    /** The published role definition id, a UUID in lower case. */
    public String id() {
        return id;
    }

    public boolean grants(Permission permission) {
        return dataActions.stream().anyMatch(granted -> granted.matches(permission.dataAction()));
    }

    /** The role of a role definition id, in any case. */
    public static Optional<BuiltInRole> byId(String id) {
        return Arrays.stream(values()).filter(role -> role.id.equalsIgnoreCase(id)).findFirst();
    }

    /**
     * The role that a configuration names, by name or id, in any case.
     *
     * @throws IllegalArgumentException when there is none; the message says which is nearest
     */
    public static BuiltInRole named(String nameOrId) {
        String sought = nameOrId.strip();
        return Arrays.stream(values())
                .filter(role -> role.roleName.equalsIgnoreCase(sought))
                .findFirst()
                .or(() -> byId(sought))
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no built-in role '"
                                        + sought
                                        + "'; the nearest is '"
                                        + nearest(sought)
                                        + "'"));
    }

    private static String nearest(String sought) {
        List<String> candidates =
                Arrays.stream(values())
                        .flatMap(role -> List.of(role.roleName, role.id).stream())
                        .toList();
        String best = NearestWord.among(candidates, sought);
        // A mistyped id is easier to recognise by its role's name.
        return byId(best).map(role -> role.roleName + "' (" + role.id + ")").orElse(best);
    }
}
