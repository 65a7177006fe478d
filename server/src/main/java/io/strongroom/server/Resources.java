package io.strongroom.server;

import io.strongroom.server.access.Permission;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.item.CallContext;
import io.strongroom.server.key.KeyApiOperation;
import io.strongroom.server.key.KeyCall;
import io.strongroom.server.key.KeyHandler;
import io.strongroom.server.key.KeyRoutes;
import io.strongroom.server.secret.SecretCall;
import io.strongroom.server.secret.SecretHandler;
import io.strongroom.server.secret.SecretOperation;
import io.strongroom.server.secret.SecretRoutes;

import java.util.List;
import java.util.Optional;

/** The kinds of things that a vault has, each with its routes and its handler. Thread-safe. */
record Resources(SecretHandler secrets, KeyHandler keys) {
    /**
     * A call on its way.
     *
     * @param operation its name in logs and metrics
     * @param readsFirst whether a change is made of what is there, and so needs the newest state
     * @param item what it is about, below the vault, such as {@code secrets/db}; empty for all
     */
    record Routed(
            String operation,
            Permission permission,
            boolean changes,
            boolean readsFirst,
            Optional<String> item,
            Work work) {}

    /** What is done once it is allowed. */
    interface Work {
        ApiResponse handle(ApiRequest request, CallContext context);
    }

    /** Empty for a path that is nothing's. */
    Optional<Routed> route(String method, List<String> path) {
        return SecretRoutes.match(method, path)
                .map(this::routed)
                .or(() -> KeyRoutes.match(method, path).map(this::routed));
    }

    private Routed routed(SecretCall call) {
        SecretOperation operation = SecretOperation.of(call);
        return new Routed(
                operation.name(),
                operation.permission(),
                operation.changes(),
                false,
                call.secret().map(name -> "secrets/" + name.key()),
                (request, context) -> secrets.handle(call, request, context));
    }

    private Routed routed(KeyCall call) {
        KeyApiOperation operation = KeyApiOperation.of(call);
        return new Routed(
                operation.name(),
                operation.permission(),
                operation.changes(),
                operation.readsFirst(),
                call.key().map(name -> "keys/" + name.key()),
                (request, context) -> keys.handle(call, request, context));
    }
}
