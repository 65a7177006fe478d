package io.strongroom.server;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.Headers;
import io.strongroom.server.access.AccessRequest;
import io.strongroom.server.access.Authorizer;
import io.strongroom.server.access.Decision;
import io.strongroom.server.auth.Authentication;
import io.strongroom.server.auth.Authenticator;
import io.strongroom.server.auth.Caller;
import io.strongroom.server.auth.Challenge;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.ApiVersion;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.server.http.PathSegments;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.http.RequestBody;
import io.strongroom.server.http.Text;
import io.strongroom.server.replication.InvariantViolation;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.server.secret.CallContext;
import io.strongroom.server.secret.SecretCall;
import io.strongroom.server.secret.SecretHandler;
import io.strongroom.server.secret.SecretOperation;
import io.strongroom.server.secret.SecretRoutes;
import io.strongroom.server.telemetry.Metrics;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.view.StateView;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The path of every request to a vault: host, token, version and route, permission, handler. The
 * order is the API's: without a valid token nothing else is looked at.
 */
final class VaultService {
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final PublicNames names;
    private final Authenticator authenticator;
    private final Challenge challenge;
    private final ReadGateway reads;
    private final SecretHandler secrets;
    private final Metrics metrics;

    /** Who is calling, and who says so. */
    record Gate(Authenticator authenticator, Challenge challenge) {}

    VaultService(
            PublicNames names,
            Gate gate,
            ReadGateway reads,
            SecretHandler secrets,
            Metrics metrics) {
        this.names = names;
        this.authenticator = gate.authenticator();
        this.challenge = gate.challenge();
        this.reads = reads;
        this.secrets = secrets;
        this.metrics = metrics;
    }

    ApiResponse handle(ApiRequest request) {
        long start = System.nanoTime();
        String operation = "Authentication";
        ApiResponse response;
        try {
            // A host outside our domain has no challenge that a client would accept.
            VaultName vault = names.vaultOf(request.host());
            Caller caller = authenticated(request);
            operation = "Unknown";
            ApiVersion version = ApiVersion.of(request.query());
            SecretCall call = route(request);
            operation = SecretOperation.of(call).name();
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

    private Caller authenticated(ApiRequest request) {
        return switch (authenticator.authenticate(request.header("authorization").orElse(null))) {
            case Authentication.Authenticated(Caller caller) -> caller;
            case Authentication.Refused(String message) ->
                    throw new ApiException(
                            ErrorCode.UNAUTHORIZED,
                            message,
                            Map.of("www-authenticate", challenge.header()));
        };
    }

    private static SecretCall route(ApiRequest request) {
        List<String> path = PathSegments.of(request.rawPath());
        return SecretRoutes.match(request.method(), path)
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
            SecretCall call) {
        RequestBody.requireJson(request);
        SecretOperation operation = SecretOperation.of(call);
        RequestId requestId = requestId(request, caller);
        AccessRequest access =
                new AccessRequest(caller, operation.permission(), vault, call.secret());
        try (StateView view = view(operation, access)) {
            Vault found =
                    view.vault(vault).orElseThrow(() -> PublicNames.unknownVault(request.host()));
            String assignmentId =
                    switch (Authorizer.decide(access, view::roleAssignments)) {
                        case Decision.Allowed(String id) -> id;
                        case Decision.Denied(String message) ->
                                throw new ApiException(ErrorCode.FORBIDDEN_BY_RBAC, message);
                    };
            CallContext context = new CallContext(found, version, requestId, view);
            ApiResponse response =
                    secrets.handle(call, request, context)
                            .with("x-ms-keyvault-rbac-assignment-id", assignmentId);
            return request.header(Headers.REPEATABILITY_REQUEST_ID).isPresent()
                    ? response.with(Headers.REPEATABILITY_RESULT, "accepted")
                    : response;
        }
    }

    /**
     * For a change this node's own view will do: what it changes is looked at again when it is
     * applied, and a role that was ever given is never taken away. The first command that removes a
     * role must make apply check the caller too. A refusal is only ever given on a confirmed view.
     */
    private StateView view(SecretOperation operation, AccessRequest access) {
        if (operation.changes()) {
            StateView local = reads.local();
            if (local.vault(access.vault()).isPresent()
                    && Authorizer.decide(access, local::roleAssignments)
                            instanceof Decision.Allowed) {
                return local;
            }
            local.close();
        }
        return reads.linearizable();
    }

    /** The caller's id for the change; a fresh one when none came, which repeats nothing. */
    private static RequestId requestId(ApiRequest request, Caller caller) {
        Optional<String> given = request.header(Headers.REPEATABILITY_REQUEST_ID);
        // UUID.fromString would also take shorter groups, and give two texts the same id.
        if (given.isPresent() && !UUID_FORM.matcher(given.get()).matches()) {
            throw ApiException.badParameter("The header Repeatability-Request-ID must be a UUID.");
        }
        UUID id = given.map(UUID::fromString).orElseGet(UUID::randomUUID);
        return new RequestId(caller.objectId(), id);
    }
}
