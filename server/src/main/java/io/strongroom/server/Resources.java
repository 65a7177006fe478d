package io.strongroom.server;

import io.strongroom.server.access.Permission;
import io.strongroom.server.access.Target;
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
import io.strongroom.storage.command.ItemName;

import java.util.List;
import java.util.Optional;

/** The kinds of things that a vault has, each with its routes and its handler. Thread-safe. */
record Resources(SecretHandler secrets, KeyHandler keys) {
    /**
     * A call on its way.
     *
     * @param operation its name in logs and metrics
     * @param readsFirst whether a change is made of what is there, or what it is about shows only
     *     in its content, and so needs the newest state; of a read, whether it never takes an older
     */
    record Routed(
            String operation,
            Permission permission,
            boolean changes,
            boolean readsFirst,
            Target target,
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
                call instanceof SecretCall.Restore,
                call instanceof SecretCall.Restore
                        ? new Target.Unnamed()
                        : target("secrets", call.secret()),
                (request, context) -> secrets.handle(call, request, context));
    }

    private static Target target(String kind, Optional<ItemName> name) {
        return name.<Target>map(one -> Target.one(kind + "/" + one.key()))
                .orElseGet(Target.Whole::new);
    }

    private Routed routed(KeyCall call) {
        KeyApiOperation operation = KeyApiOperation.of(call);
        return new Routed(
                operation.name(),
                operation.permission(),
                operation.changes(),
                operation.readsFirst(),
                call instanceof KeyCall.Restore ? new Target.Unnamed() : target("keys", call.key()),
                (request, context) -> keys.handle(call, request, context));
    }
}
