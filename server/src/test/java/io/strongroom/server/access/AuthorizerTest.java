package io.strongroom.server.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.server.auth.Caller;
import io.strongroom.storage.command.ObjectScope;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.VaultName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class AuthorizerTest {
    private static final VaultName VAULT = new VaultName("main");
    private static final Caller CALLER =
            new Caller("oid-1", "app-1", "https://login.localhost/tenant/v2.0");

    private final List<RoleAssignment> assignments = new ArrayList<>();

    private void assign(String id, String principal, BuiltInRole role, VaultName vault) {
        assignments.add(new RoleAssignment(id, principal, role.id(), vault));
    }

    private void assign(String id, BuiltInRole role, String object) {
        assignments.add(
                new RoleAssignment(
                        id, "oid-1", role.id(), VAULT, Optional.of(ObjectScope.of(object))));
    }

    private Decision decide(Permission permission) {
        return decide(permission, Target.one("secrets/pass"));
    }

    /** Answers with every assignment, also those it was not asked for. */
    private Decision decide(Permission permission, Target target) {
        return Authorizer.decide(
                new AccessRequest(CALLER, permission, VAULT, target),
                (vault, principal) -> assignments);
    }

    private static String assertDenied(Decision decision) {
        return assertInstanceOf(Decision.Denied.class, decision).message();
    }

    @Test
    void decide_noAssignment_isDenied() {
        for (Permission permission : Permission.values()) {
            assertDenied(decide(permission));
        }
    }

    @Test
    void decide_assignedRoleThatGrants_namesTheAssignment() {
        assign("a-1", "oid-1", BuiltInRole.CRYPTO_OFFICER, VAULT);
        assign("a-2", "oid-1", BuiltInRole.SECRETS_USER, VAULT);

        assertEquals(new Decision.Allowed("a-2"), decide(Permission.GET_SECRET));
        assertDenied(decide(Permission.SET_SECRET));
        assign("a-3", "oid-1", BuiltInRole.SECRETS_OFFICER, VAULT);
        assertEquals(new Decision.Allowed("a-3"), decide(Permission.SET_SECRET));
    }

    @Test
    void decide_objectIdInAnotherCase_isTheSamePrincipal() {
        assign("a-1", "OID-1", BuiltInRole.ADMINISTRATOR, VAULT);

        assertEquals(new Decision.Allowed("a-1"), decide(Permission.PURGE_SECRET));
    }

    @Test
    void decide_assignmentOfAnotherPrincipalOrVault_isDenied() {
        assign("a-1", "oid-2", BuiltInRole.ADMINISTRATOR, VAULT);
        assign("a-2", "app-1", BuiltInRole.ADMINISTRATOR, VAULT);
        assign("a-3", "oid-1", BuiltInRole.ADMINISTRATOR, new VaultName("main-2"));

        assertDenied(decide(Permission.GET_SECRET));
    }

    @Test
    void decide_unknownRoleDefinition_isDenied() {
        assignments.add(new RoleAssignment("a-1", "oid-1", "no such role", VAULT));

        assertDenied(decide(Permission.GET_SECRET));
    }

    @ParameterizedTest
    @CsvSource({
        "Key Vault Secrets Officer, secrets/pass, GET_SECRET, secrets/pass, true",
        "Key Vault Secrets Officer, Secrets/PASS, PURGE_SECRET, secrets/pass, true",
        "Key Vault Secrets Officer, secrets/pass, LIST_SECRET_VERSIONS, secrets/pass, true",
        "Key Vault Secrets Officer, secrets/pass, GET_SECRET, secrets/pass2, false",
        "Key Vault Secrets Officer, secrets/pass, GET_SECRET, secrets/pas, false",
        "Key Vault Secrets Officer, secrets/pass, LIST_SECRETS, '', false",
        "Key Vault Secrets Officer, secrets/pass, LIST_DELETED_SECRETS, '', false",
        "Key Vault Secrets Officer, keys/pass, GET_SECRET, secrets/pass, false",
        "Key Vault Secrets User, secrets/pass, SET_SECRET, secrets/pass, false",
        "Key Vault Administrator, keys/pass, CREATE_KEY, keys/pass, true",
        "Key Vault Administrator, keys/pass, GET_KEY, secrets/pass, false",
        "Key Vault Administrator, keys/pass, GET_RANDOM_BYTES, '', false",
        "Key Vault Crypto Service Release User, keys/pass, RELEASE_KEY, keys/pass, true",
        "Key Vault Secrets Officer, secrets/pass, RESTORE_SECRET, ?, true",
        "Key Vault Secrets Officer, secrets/pass, RESTORE_SECRET, secrets/other, false",
        "Key Vault Secrets User, secrets/pass, RESTORE_SECRET, ?, false"
    })
    void decide_roleOnAnObject_grantsOnThatObjectOnly(
            String role, String object, Permission permission, String asked, boolean allowed) {
        assign("a-1", BuiltInRole.named(role), object);
        Target target =
                switch (asked) {
                    case "" -> new Target.Whole();
                    case "?" -> new Target.Unnamed();
                    default -> Target.one(asked);
                };
        assertEquals(allowed, decide(permission, target) instanceof Decision.Allowed);
    }

    @Test
    void decide_roleOnAnObjectOfAnotherVaultOrPrincipal_isDenied() {
        ObjectScope object = ObjectScope.of("secrets/pass");
        String role = BuiltInRole.ADMINISTRATOR.id();
        assignments.add(
                new RoleAssignment(
                        "a-1", "oid-1", role, new VaultName("main-2"), Optional.of(object)));
        assignments.add(new RoleAssignment("a-2", "oid-2", role, VAULT, Optional.of(object)));

        assertDenied(decide(Permission.GET_SECRET));
    }

    @Test
    void decide_asksForTheCallersAssignmentsOnTheVaultOnly() {
        List<String> asked = new ArrayList<>();

        Authorizer.decide(
                new AccessRequest(CALLER, Permission.GET_SECRET, VAULT, new Target.Whole()),
                (vault, principal) -> {
                    asked.add(vault + " " + principal);
                    return List.of();
                });

        assertEquals(List.of("main oid-1"), asked);
    }

    @Test
    void decide_denied_saysSoInAzuresLines() {
        assertEquals(
                """
                Caller is not authorized to perform action on resource.
                If role assignments, deny assignments or role definitions were changed recently,\
                 please observe propagation time.
                Caller: appid=app-1;oid=oid-1;iss=https://login.localhost/tenant/v2.0
                Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'
                Resource: '/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups\
                /strongroom/providers/microsoft.keyvault/vaults/main/secrets/pass'
                Assignment: (not found)
                DenyAssignmentId: null
                DecisionReason: null
                Vault: main;location=local
                """
                        .replace("\n", "\r\n"),
                assertDenied(decide(Permission.GET_SECRET)));
    }

    @Test
    void decide_deniedOnTheVaultAsAWhole_namesNoSecret() {
        String message =
                assertDenied(
                        Authorizer.decide(
                                new AccessRequest(
                                        CALLER, Permission.LIST_SECRETS, VAULT, new Target.Whole()),
                                (vault, principal) -> List.of()));

        assertTrue(message.contains("/microsoft.keyvault/vaults/main'\r\n"), message);
    }
}
