package io.strongroom.server.secret;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.ApiVersion;
import io.strongroom.server.http.PathSegments;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.item.CallContext;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.view.StateView;

import java.util.UUID;

/** The secrets API behind routing and authorization, on a node in memory with one vault. */
final class SecretBench implements AutoCloseable {
    static final String BASE = "https://vdb.vault.localhost:8443";

    private final MemoryNode node;
    private final Vault vault;
    private final SecretHandler handler;

    SecretBench() {
        this(MemoryNode.founded(), 90, false);
    }

    SecretBench(MemoryNode node, int retentionDays, boolean purgeProtection) {
        this.node = node;
        this.vault = node.createVault("vdb", retentionDays, purgeProtection);
        this.handler =
                new SecretHandler(
                        node.commands(),
                        node.sealer(),
                        new PublicNames(TestTokens.NAMES),
                        node.versionIds());
    }

    MemoryNode node() {
        return node;
    }

    ApiResponse call(String method, String target, String body) {
        return call(method, target, body, UUID.randomUUID());
    }

    ApiResponse call(String method, String target, String body, UUID requestId) {
        return callIn(vault, Requests.request(method, target, body), requestId);
    }

    ApiResponse callIn(Vault where, ApiRequest request, UUID requestId) {
        try (StateView view = node.reads().linearizable()) {
            CallContext context =
                    new CallContext(
                            where,
                            ApiVersion.of(request.query()),
                            new RequestId("alice", requestId),
                            view,
                            0,
                            _ -> {});
            SecretCall call =
                    SecretRoutes.match(request.method(), PathSegments.of(request.rawPath()))
                            .orElseThrow();
            return handler.handle(call, request, context);
        }
    }

    JsonNode json(String method, String target, String body) {
        return Requests.json(call(method, target, body));
    }

    JsonNode set(String name, String value) {
        return json("PUT", "/secrets/" + name, "{\"value\":\"" + value + "\"}");
    }

    @Override
    public void close() {
        node.close();
    }
}
