package io.strongroom.server.admin;

import io.strongroom.client.api.AdminPaths;
import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.auth.Caller;
import io.strongroom.server.auth.Gate;
import io.strongroom.server.config.AdminSettings;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.server.http.PathSegments;
import io.strongroom.server.http.RequestBody;
import io.strongroom.server.replication.InvariantViolation;
import io.strongroom.server.telemetry.Metrics;

/**
 * {@code /admin/v1/}, under any host name: token, configured principal, route, change. Thread-safe.
 */
public final class AdminEndpoint {
    private final Gate gate;
    private final AdminSettings settings;
    private final ClusterStatus status;
    private final ClusterChanges changes;
    private final RoleAssignments roles;
    private final RootKeyCeremony ceremony;
    private final RootKeyRotation rootKeys;
    private final Metrics metrics;

    /** What is asked and done here. */
    public record Services(
            ClusterStatus status,
            ClusterChanges changes,
            RoleAssignments roles,
            RootKeyCeremony ceremony,
            RootKeyRotation rootKeys) {}

    /**
     * @param settings who of the callers is let in
     */
    public AdminEndpoint(Gate gate, AdminSettings settings, Services services, Metrics metrics) {
        this.gate = gate;
        this.settings = settings;
        this.status = services.status();
        this.changes = services.changes();
        this.roles = services.roles();
        this.ceremony = services.ceremony();
        this.rootKeys = services.rootKeys();
        this.metrics = metrics;
    }

    /** Whether the request is one for {@link #handle}. */
    public static boolean serves(ApiRequest request) {
        return request.rawPath().startsWith(AdminPaths.PREFIX);
    }

    public ApiResponse handle(ApiRequest request) {
        long start = System.nanoTime();
        String operation = "AdminAuthentication";
        ApiResponse response;
        try {
            Caller caller = permitted(request);
            operation = "AdminUnknown";
            AdminCall call =
                    AdminRoutes.match(request.method(), PathSegments.of(request.rawPath()));
            operation = "Admin" + call.getClass().getSimpleName();
            RequestBody.requireJson(request);
            response = answered(caller, call, request);
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

    private Caller permitted(ApiRequest request) {
        Caller caller = gate.caller(request);
        if (!settings.isPrincipal(caller.objectId())) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN,
                    "The caller (%s) does not administer this node: admin.principals in the node's configuration does not list its object id."
                            .formatted(caller.description()));
        }
        return caller;
    }

    private ApiResponse answered(Caller caller, AdminCall call, ApiRequest request) {
        byte[] body = request.body();
        switch (call) {
            case AdminCall.ListRoleAssignments _ -> {
                return roles.list(request);
            }
            case AdminCall.AddRoleAssignment _ -> {
                return roles.add(caller, request);
            }
            case AdminCall.RemoveRoleAssignment(String id) -> {
                return roles.remove(caller, request, id);
            }
            case AdminCall.HsmStatus _ -> {
                return ApiResponse.ok(ceremony.status());
            }
            case AdminCall.ListJoins _ -> {
                return ApiResponse.ok(ceremony.list());
            }
            case AdminCall.AskToJoin _ -> {
                return ApiResponse.ok(ceremony.ask(caller, AdminInput.joinRequest(body)));
            }
            case AdminCall.FetchJoin(String id) -> {
                return ApiResponse.ok(ceremony.join(caller, id));
            }
            case AdminCall.ApproveJoin(String id) -> {
                return ApiResponse.ok(ceremony.approve(caller, id, AdminInput.fingerprint(body)));
            }
            case AdminCall.RefuseJoin(String id) -> {
                return ApiResponse.ok(ceremony.refuse(caller, id));
            }
            case AdminCall.RootKeyStatus _ -> {
                return ApiResponse.ok(rootKeys.json());
            }
            case AdminCall.RotateRootKey _ -> {
                return ApiResponse.ok(rootKeys.start(caller, AdminInput.rotation(body)));
            }
            case AdminCall.AbandonRootRotation _ -> {
                return ApiResponse.ok(rootKeys.abandon(caller));
            }
            case AdminCall.RetireRootKeys _ -> {
                return ApiResponse.ok(rootKeys.retire(caller, AdminInput.through(body)));
            }
            case AdminCall.DestroyRetired _ -> {
                return ApiResponse.ok(rootKeys.destroyRetired(caller, AdminInput.through(body)));
            }
            case AdminCall.Status _ -> {}
            case AdminCall.AddNode _ -> changes.add(caller, AdminInput.node(body));
            case AdminCall.Promote(int node) ->
                    changes.promote(caller, node, AdminInput.optionalNode(body, "replaces"));
            case AdminCall.RemoveNode(int node) -> changes.remove(caller, node);
            case AdminCall.MoveLeadership _ ->
                    changes.moveLeadership(caller, AdminInput.leadership(body));
            case AdminCall.FinalizeLevel _ -> changes.finalizeLevel(caller, AdminInput.level(body));
        }
        return ApiResponse.ok(status.json());
    }
}
