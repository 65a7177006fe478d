package io.strongroom.server;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.Headers;
import io.strongroom.server.access.AccessRequest;
import io.strongroom.server.access.Authorizer;
import io.strongroom.server.access.Decision;
import io.strongroom.server.access.RememberedAssignments;
import io.strongroom.server.access.Target;
import io.strongroom.server.auth.Caller;
import io.strongroom.server.auth.Gate;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.ApiVersion;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.server.http.PathSegments;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.http.Repeatability;
import io.strongroom.server.http.RequestBody;
import io.strongroom.server.http.Text;
import io.strongroom.server.item.CallContext;
import io.strongroom.server.item.PolicyChangedException;
import io.strongroom.server.replication.InvariantViolation;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.server.telemetry.Metrics;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.view.StateView;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The path of every request to a vault: host, token, version and route, permission, handler. The
 * order is the API's: without a valid token nothing else is looked at.
 */
final class VaultService {
    /** The first decision, and two more when the caller's rights change meanwhile. */
    private static final int MAX_DECISIONS = 3;

    private final PublicNames names;
    private final Gate gate;
    private final ReadGateway reads;
    private final Resources resources;
    private final Metrics metrics;
    private final Obstacles obstacles;
    private final RememberedAssignments assignments = new RememberedAssignments();

    /** What is told of the requests, and what is to be minded about the node. */
    record Signals(Metrics metrics, Obstacles obstacles) {}

    VaultService(
            PublicNames names, Gate gate, ReadGateway reads, Resources resources, Signals signals) {
        this.names = names;
        this.gate = gate;
        this.reads = reads;
        this.resources = resources;
        this.metrics = signals.metrics();
        this.obstacles = signals.obstacles();
    }

    ApiResponse handle(ApiRequest request) {
        long start = System.nanoTime();
        String operation = "Authentication";
        ApiResponse response;
        try {
            // A host outside our domain has no challenge that a client would accept.
            VaultName vault = names.vaultOf(request.host());
            Caller caller = gate.caller(request);
            operation = "Unknown";
            ApiVersion version = ApiVersion.of(request.query());
            Resources.Routed call = route(request);
            operation = call.operation();
            response = permittedCall(request, vault, caller, version, call);
        } catch (ApiException e) {
            response = ErrorMapper.response(e);
        } catch (InvariantViolation e) {
            throw e;
        } catch (RuntimeException e) {
            response = ErrorMapper.unexpected(e);
        }
        metrics.request(operation, response.status(), System.nanoTime() - start);
        return response;
    }

    private Resources.Routed route(ApiRequest request) {
        List<String> path = PathSegments.of(request.rawPath());
        return resources
                .route(request.method(), path)
                .orElseThrow(() ->
                        new ApiException(
                                ErrorCode.NOT_FOUND,
                                "There is nothing at the path "
                                        + Text.shown(request.rawPath())
                                        + "."));
    }

    private ApiResponse permittedCall(
            ApiRequest request,
            VaultName vault,
            Caller caller,
            ApiVersion version,
            Resources.Routed call) {
        RequestBody.requireJson(request);
        RequestId requestId = requestId(request, caller);
        Optional<Duration> staleness = Staleness.of(request);
        if (call.changes()) {
            obstacles.toChanges().ifPresent(VaultService::refuse);
        }
        AccessRequest access = new AccessRequest(caller, call.permission(), vault, call.target());
        for (int round = 0; round < MAX_DECISIONS; round++) {
            try (Seen seen =
                    round == 0
                            ? seen(call, access, staleness)
                            : new Seen(reads.linearizable(), Optional.empty())) {
                Decided decided = decide(request, access, seen.view());
                CallContext context =
                        new CallContext(
                                decided.vault(),
                                version,
                                requestId,
                                seen.view(),
                                decided.policyRevision(),
                                object -> requireOn(access, object, seen.view()));
                ApiResponse response = call.work().handle(request, context);
                return marked(response, request, decided, seen);
            } catch (PolicyChangedException _) {
                // Nothing was done. The same request id again: what an earlier try of the caller
                // did stays its answer.
            }
        }
        throw new ApiException(
                ErrorCode.SERVICE_UNAVAILABLE,
                "The caller's rights, or the key, changed while the request was under way; nothing"
                        + " was changed. Try again.",
                Map.of("retry-after", "1"));
    }

    /** What was decided, on which view's terms. */
    private record Decided(Vault vault, String assignmentId, long policyRevision) {}

    /**
     * What a call is decided on and answered from.
     *
     * @param ageMillis how old it may be, for a caller that asked
     */
    private record Seen(StateView view, Optional<Long> ageMillis) implements AutoCloseable {
        @Override
        public void close() {
            view.close();
        }
    }

    private Decided decide(ApiRequest request, AccessRequest access, StateView view) {
        Vault found =
                view.vault(access.vault())
                        .orElseThrow(() -> PublicNames.unknownVault(request.host()));
        return switch (Authorizer.decide(access, assignments.in(view))) {
            case Decision.Allowed(String id) ->
                    new Decided(found, id, view.policyRevision(access.caller().objectId()));
            case Decision.Denied(String message) ->
                    throw new ApiException(ErrorCode.FORBIDDEN_BY_RBAC, message);
        };
    }

    private void requireOn(AccessRequest access, String object, StateView view) {
        AccessRequest named =
                new AccessRequest(
                        access.caller(), access.permission(), access.vault(), Target.one(object));
        if (Authorizer.decide(named, assignments.in(view))
                instanceof Decision.Denied(String message)) {
            throw new ApiException(ErrorCode.FORBIDDEN_BY_RBAC, message);
        }
    }

    private static ApiResponse marked(
            ApiResponse response, ApiRequest request, Decided decided, Seen seen) {
        ApiResponse marked =
                response.with("x-ms-keyvault-rbac-assignment-id", decided.assignmentId());
        if (seen.ageMillis().isPresent()) {
            marked = marked.with(Headers.STALENESS, Long.toString(seen.ageMillis().get()));
        }
        return request.header(Headers.REPEATABILITY_REQUEST_ID).isPresent()
                ? marked.with(Headers.REPEATABILITY_RESULT, "accepted")
                : marked;
    }

    /**
     * For a change this node's own view will do: it is applied only while the caller's rights are
     * still those of the view, and what it changes is looked at again then. A refusal is only ever
     * given on a confirmed view. A read is confirmed, unless its caller takes an older one; what
     * cannot be taken back, as a release, is always.
     */
    private Seen seen(Resources.Routed call, AccessRequest access, Optional<Duration> staleness) {
        if (!call.changes() && !call.readsFirst() && staleness.isPresent()) {
            ReadGateway.Aged aged = reads.atMost(staleness.get());
            return new Seen(aged.view(), Optional.of(aged.ageMillis()));
        }
        if (call.changes() && !call.readsFirst()) {
            StateView local = reads.local();
            if (local.vault(access.vault()).isPresent()
                    && Authorizer.decide(access, assignments.in(local))
                            instanceof Decision.Allowed) {
                return new Seen(local, Optional.empty());
            }
            local.close();
        }
        return new Seen(reads.linearizable(), Optional.empty());
    }

    private static void refuse(String reason) {
        throw ErrorMapper.notServing(reason);
    }

    /** The caller's id for the change; a fresh one when none came, which repeats nothing. */
    private static RequestId requestId(ApiRequest request, Caller caller) {
        return new RequestId(
                caller.objectId(), Repeatability.id(request).orElseGet(UUID::randomUUID));
    }
}
