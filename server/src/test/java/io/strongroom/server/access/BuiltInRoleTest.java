package io.strongroom.server.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

final class BuiltInRoleTest {
    private static final Set<Permission> METADATA =
            EnumSet.of(
                    Permission.LIST_SECRETS,
                    Permission.LIST_SECRET_VERSIONS,
                    Permission.LIST_DELETED_SECRETS,
                    Permission.GET_DELETED_SECRET);
    private static final Set<Permission> SECRETS =
            EnumSet.range(Permission.SET_SECRET, Permission.PURGE_SECRET);
    private static final Set<Permission> KEYS =
            EnumSet.range(Permission.CREATE_KEY, Permission.GET_RANDOM_BYTES);

    /** Those that share the action keys/read. */
    private static final Set<Permission> KEY_READ =
            EnumSet.of(
                    Permission.GET_KEY,
                    Permission.LIST_KEYS,
                    Permission.LIST_KEY_VERSIONS,
                    Permission.LIST_DELETED_KEYS,
                    Permission.GET_DELETED_KEY,
                    Permission.GET_RANDOM_BYTES);

    /** Every role not named here may do nothing with secrets and keys. */
    private static Map<BuiltInRole, Set<Permission>> matrix() {
        Map<BuiltInRole, Set<Permission>> matrix = new EnumMap<>(BuiltInRole.class);
        matrix.put(BuiltInRole.ADMINISTRATOR, EnumSet.allOf(Permission.class));
        matrix.put(BuiltInRole.SECRETS_OFFICER, SECRETS);
        matrix.put(BuiltInRole.SECRETS_USER, with(METADATA, Permission.GET_SECRET));
        matrix.put(BuiltInRole.CERTIFICATE_USER, with(METADATA, Permission.GET_SECRET, KEY_READ));
        matrix.put(BuiltInRole.READER, with(METADATA, Permission.GET_ROTATION_POLICY, KEY_READ));
        matrix.put(BuiltInRole.CRYPTO_OFFICER, KEYS);
        Set<Permission> use = EnumSet.range(Permission.ENCRYPT, Permission.VERIFY);
        use.addAll(KEY_READ);
        use.add(Permission.BACKUP_KEY);
        matrix.put(BuiltInRole.CRYPTO_USER, with(use, Permission.UPDATE_KEY));
        matrix.put(
                BuiltInRole.CRYPTO_SERVICE_ENCRYPTION_USER,
                with(EnumSet.of(Permission.WRAP_KEY), Permission.UNWRAP_KEY, KEY_READ));
        matrix.put(BuiltInRole.CRYPTO_SERVICE_RELEASE_USER, EnumSet.of(Permission.RELEASE_KEY));
        return matrix;
    }

    @SafeVarargs
    private static Set<Permission> with(
            Set<Permission> some, Permission one, Set<Permission>... more) {
        Set<Permission> all = EnumSet.copyOf(some);
        all.add(one);
        for (Set<Permission> others : more) {
            all.addAll(others);
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void grants_everyPermission_followsThePublishedMatrix(BuiltInRole role) {
        Set<Permission> expected = matrix().getOrDefault(role, EnumSet.noneOf(Permission.class));
        Set<Permission> granted = EnumSet.noneOf(Permission.class);
        for (Permission permission : Permission.values()) {
            if (role.grants(permission)) {
                granted.add(permission);
            }
        }

        assertEquals(expected, granted);
    }

    @ParameterizedTest
    @CsvSource({
        "SET_SECRET, setSecret/action",
        "GET_SECRET, getSecret/action",
        "UPDATE_SECRET, update/action",
        "DELETE_SECRET, delete",
        "LIST_SECRETS, readMetadata/action",
        "LIST_SECRET_VERSIONS, readMetadata/action",
        "BACKUP_SECRET, backup/action",
        "RESTORE_SECRET, restore/action",
        "LIST_DELETED_SECRETS, readMetadata/action",
        "GET_DELETED_SECRET, readMetadata/action",
        "RECOVER_SECRET, recover/action",
        "PURGE_SECRET, purge/action"
    })
    void dataAction_ofAPermission_isThePublishedOne(Permission permission, String action) {
        assertEquals("Microsoft.KeyVault/vaults/secrets/" + action, permission.dataAction());
    }

    @ParameterizedTest
    @CsvSource({
        "00482a5a-887f-4fb3-b363-3b7fe8e74483, Key Vault Administrator",
        "21090545-7ca7-4776-b22c-e363652d74d2, Key Vault Reader",
        "b86a8fe4-44ce-4948-aee5-eccb2c155cd7, Key Vault Secrets Officer",
        "4633458b-17de-408a-b874-0445c86b69e6, Key Vault Secrets User",
        "14b46e9e-c2b7-41b4-b07b-48a6ebf60603, Key Vault Crypto Officer",
        "12338af0-0e69-4776-bea7-57ae8d297424, Key Vault Crypto User",
        "e147488a-f6f5-4113-8e2d-b22465e65bf6, Key Vault Crypto Service Encryption User",
        "08bbd89e-9f13-488c-ac41-acfcb10c90ab, Key Vault Crypto Service Release User",
        "a4417e6f-fecd-4de8-b567-7b0420556985, Key Vault Certificates Officer",
        "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba, Key Vault Certificate User",
        "8b54135c-b56d-4d72-a534-26097cfdc8d8, Key Vault Data Access Administrator",
        "a68e7c17-0ab2-4c09-9a58-125dae29748c, Key Vault Purge Operator",
        "f25e0fa2-a7c8-4377-a976-54943a77a395, Key Vault Contributor"
    })
    void named_publishedIdOrName_isTheRole(String id, String name) {
        BuiltInRole role = BuiltInRole.byId(id).orElseThrow();

        assertEquals(name, role.roleName());
        assertEquals(id, UUID.fromString(role.id()).toString());
        assertEquals(role, BuiltInRole.named(name));
        assertEquals(role, BuiltInRole.named(" " + name.toUpperCase(Locale.ROOT)));
        assertEquals(role, BuiltInRole.named(id.toUpperCase(Locale.ROOT)));
    }

    @Test
    void values_allRoles_haveTheirOwnIds() {
        assertEquals(
                13, Arrays.stream(BuiltInRole.values()).map(BuiltInRole::id).distinct().count());
    }

    @ParameterizedTest
    @CsvSource({
        "Key Vault Secret Officer, 'Key Vault Secrets Officer'",
        "keyvault secrets users, 'Key Vault Secrets User'",
        "4633458b-17de-408a-b874-0445c86b69e7, '4633458b-17de-408a-b874-0445c86b69e6'"
    })
    void named_unknownRole_isRefusedNamingTheNearest(String name, String nearest) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> BuiltInRole.named(name))
                        .toString();

        assertTrue(message.contains(name), message);
        assertTrue(message.contains(nearest), message);
    }

    @Test
    void named_endlessNonsense_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> BuiltInRole.named("x".repeat(100_000)));
        assertThrows(IllegalArgumentException.class, () -> BuiltInRole.named(""));
    }

    @ParameterizedTest
    @CsvSource({
        "*, a/b/c, true",
        "A/B/delete, a/b/DELETE, true",
        "a/b/delete, a/b/deleted, false",
        "a/b/*, A/b/c/action, true",
        "a/b/*, a/bc/action, false",
        "a/b/*, a/b, false",
        "a/*/read, a/keys/read, true",
        "a/*/read, a/x/y/READ, true",
        "a/*/read, a/keys/readMetadata/action, false",
        "a/*/read, a/read, false"
    })
    void matches_pattern_ignoresCaseAndSpansSlashes(
            String pattern, String action, boolean matches) {
        assertEquals(matches, new DataActionPattern(pattern).matches(action));
    }

    @Test
    void pattern_ofTwoStars_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new DataActionPattern("a/*/b/*"));
        assertFalse(new DataActionPattern("").matches("a"));
    }
}
