package io.strongroom.server;

import static io.strongroom.server.fake.Requests.json;
import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.JOSEException;

import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.server.access.BuiltInRole;
import io.strongroom.server.auth.Authenticator;
import io.strongroom.server.auth.Challenge;
import io.strongroom.server.auth.Gate;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.auth.VerificationKeys;
import io.strongroom.server.auth.attest.Attestations;
import io.strongroom.server.config.ReleaseSettings;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.key.KeyCrypto;
import io.strongroom.server.key.KeyHandler;
import io.strongroom.server.key.KeyReleases;
import io.strongroom.server.key.NewKeys;
import io.strongroom.server.secret.SecretHandler;
import io.strongroom.server.telemetry.Metrics;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ObjectScope;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VersionId;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A vault behind its service, without roles at first. Close it. */
final class ServedVault implements AutoCloseable {
    static final String READER = "Key Vault Secrets User";
    static final String OFFICER = "Key Vault Secrets Officer";
    static final String HOST_NAME = "vdb.vault.localhost:8443";

    private final MemoryNode node = MemoryNode.founded();
    private final Vault vault = node.createVault("vdb", 90, false);
    private final Metrics metrics = new Metrics();
    private final VaultService service = service(node, metrics, node.versionIds());

    MemoryNode node() {
        return node;
    }

    Metrics metrics() {
        return metrics;
    }

    static VaultService service(MemoryNode node, Metrics metrics, Supplier<VersionId> versionIds) {
        return service(node, metrics, versionIds, new Obstacles());
    }

    static VaultService service(
            MemoryNode node, Metrics metrics, Supplier<VersionId> versionIds, Obstacles obstacles) {
        PublicNames names = new PublicNames(TestTokens.NAMES);
        VerificationKeys keys =
                new VerificationKeys(() -> List.of(TestTokens.issuerKey(TestTokens.KEY)));
        return new VaultService(
                names,
                new Gate(
                        new Authenticator(
                                TestTokens.AUTHORITY, TestTokens.AUDIENCES, keys, node.clock()),
                        Challenge.of(TestTokens.AUTHORITY, TestTokens.AUDIENCES)),
                node.reads(),
                new Resources(
                        new SecretHandler(node.commands(), node.sealer(), names, versionIds),
                        keys(node, names, versionIds)),
                new VaultService.Signals(metrics, obstacles));
    }

    private static KeyHandler keys(
            MemoryNode node, PublicNames names, Supplier<VersionId> versionIds) {
        KeyCrypto crypto = new KeyCrypto(node.sealer(), KeyEngines.fastest(), Optional.empty());
        return new KeyHandler(
                node.commands(),
                crypto,
                new KeyHandler.Ways(
                        new NewKeys(crypto, names, versionIds),
                        new KeyReleases(
                                crypto,
                                new Attestations(new ReleaseSettings(List.of()), node.clock()),
                                _ -> Optional.empty())),
                names,
                node.clock());
    }

    void assign(String role) {
        assign(role, 1);
    }

    void assign(String role, int number) {
        node.submit(
                new Command.AddRoleAssignment(
                        new RoleAssignment(
                                "dddddddd-0000-0000-0000-00000000000" + number,
                                TestTokens.OBJECT_ID,
                                BuiltInRole.named(role).id(),
                                vault.name()),
                        true));
    }

    /** On one object. */
    void assignOn(String object, String role, int number) {
        node.submit(
                new Command.AddRoleAssignment(
                        new RoleAssignment(
                                "dddddddd-0000-0000-0000-00000000000" + number,
                                TestTokens.OBJECT_ID,
                                BuiltInRole.named(role).id(),
                                vault.name(),
                                Optional.of(ObjectScope.of(object))),
                        true));
    }

    Map<String, String> token(String... more) {
        Map<String, String> headers = new TreeMap<>();
        try {
            headers.put(
                    "authorization",
                    "Bearer "
                            + TestTokens.sign(
                                    TestTokens.KEY,
                                    TestTokens.claims(node.clock().instant()).build()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    ApiResponse handle(ApiRequest request) {
        return service.handle(request);
    }

    ApiResponse call(String method, String target, String body, String... headers) {
        return handle(Requests.request(method, HOST_NAME, target, token(headers), body));
    }

    ApiResponse put(VaultService to) {
        return to.handle(
                Requests.request("PUT", HOST_NAME, "/secrets/x", token(), "{\"value\":\"1\"}"));
    }

    static void assertError(int status, String code, ApiResponse response) {
        assertEquals(status, response.status(), text(response));
        assertEquals(code, json(response).at("/error/code").asText());
    }

    @Override
    public void close() {
        metrics.close();
        node.close();
    }
}
