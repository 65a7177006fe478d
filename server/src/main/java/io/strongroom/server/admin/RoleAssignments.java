package io.strongroom.server.admin;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.RoleAssignmentJson;
import io.strongroom.client.api.RoleAssignmentsJson;
import io.strongroom.server.access.BuiltInRole;
import io.strongroom.server.auth.Caller;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.server.http.Repeatability;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.server.replication.InvariantViolation;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ObjectScope;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.view.StateView;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Who may do what, seen and changed while the cluster runs. A change that was answered holds for
 * every decision on every node that begins afterwards. Each is logged with caller and outcome, and
 * carried out once under its request id. Thread-safe; blocks until the change is committed.
 */
public record RoleAssignments(ReadGateway reads, CommandGateway commands, Obstacles obstacles) {

    /** Behind a barrier, so that it has everything that was acknowledged anywhere. */
    ApiResponse list(ApiRequest request) {
        VaultName vault =
                AdminInput.vaultName(
                        "The query parameter 'vault'",
                        request.query()
                                .get("vault")
                                .orElseThrow(() ->
                                        ApiException.badParameter(
                                                "The query parameter 'vault' is required.")));
        refuse(obstacles.toRequests());
        try (StateView view = reads.linearizable()) {
            if (view.vault(vault).isEmpty()) {
                throw noVault(vault);
            }
            return ApiResponse.ok(
                    new RoleAssignmentsJson(
                            view.roleAssignments(vault).stream()
                                    .map(RoleAssignments::json)
                                    .toList()));
        }
    }

    /** 201 with the assignment, 200 when the principal has the role already. */
    ApiResponse add(Caller caller, ApiRequest request) {
        RoleAssignment wanted = AdminInput.roleAssignment(request.body());
        String what =
                "give %s the role %s on the vault %s%s (%s)"
                        .formatted(
                                wanted.principalObjectId(),
                                name(wanted),
                                wanted.vault(),
                                wanted.object().map(object -> "/" + object).orElse(""),
                                wanted.id());
        return changed(caller, what, () -> added(caller, request, wanted));
    }

    /** 204; 404 when there is none with the id. */
    ApiResponse remove(Caller caller, ApiRequest request, String id) {
        return changed(
                caller,
                "remove the role assignment " + id,
                () -> {
                    Result result = submit(caller, request, new Command.RemoveRoleAssignment(id));
                    if (result instanceof Result.RoleAssignmentMissing) {
                        throw new ApiException(
                                ErrorCode.NOT_FOUND,
                                "There is no role assignment with the id " + id + ".");
                    }
                    return result instanceof Result.Done
                            ? ApiResponse.noContent()
                            : unexpected(result);
                });
    }

    private ApiResponse added(Caller caller, ApiRequest request, RoleAssignment wanted) {
        Result result = submit(caller, request, new Command.AddRoleAssignment(wanted, true));
        if (result instanceof Result.VaultMissing) {
            throw noVault(wanted.vault());
        }
        if (result instanceof Result.AlreadyThere) {
            return ApiResponse.ok(json(present(wanted)));
        }
        return result instanceof Result.Done
                ? ApiResponse.json(201, json(wanted), Map.of())
                : unexpected(result);
    }

    private RoleAssignment present(RoleAssignment wanted) {
        try (StateView view = reads.linearizable()) {
            Optional<RoleAssignment> same =
                    view.roleAssignments(wanted.vault(), wanted.principalObjectId()).stream()
                            .filter(wanted::sameRight)
                            .findFirst();
            if (same.isPresent()) {
                return same.get();
            }
            if (view.roleAssignment(wanted.id()).isPresent()) {
                throw new ApiException(
                        ErrorCode.ID_TAKEN,
                        "The id " + wanted.id() + " belongs to another role assignment.");
            }
        }
        throw new ApiException(
                ErrorCode.CONFLICT,
                "The role assignment was removed in the same moment; nothing was changed.");
    }

    /**
     * In the cluster's name: what lets this caller in is the node's configuration, not a right that
     * the state knows. The caller is part of the id, so that nobody gets another's answer.
     */
    private Result submit(Caller caller, ApiRequest request, Command command) {
        UUID id =
                Repeatability.id(request)
                        .map(given -> caller.objectId() + "|" + given)
                        .map(text -> UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)))
                        .orElseGet(UUID::randomUUID);
        refuse(obstacles.toChanges());
        Result result = commands.submit(new RequestId(RequestId.SYSTEM, id), command, 0);
        if (result instanceof Result.RequestIdReused) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "This Repeatability-Request-ID was used before for another request.");
        }
        return result;
    }

    private interface Change {
        ApiResponse make();
    }

    private static ApiResponse changed(Caller caller, String what, Change change) {
        try {
            ApiResponse response = change.make();
            ClusterChanges.logged(caller, what, response.status() == 200 ? "so already" : "done");
            return response;
        } catch (ApiException e) {
            ClusterChanges.logged(caller, what, e.text());
            throw e;
        }
    }

    /** The state of a node that is not fit may be wrong, and so may its answers. */
    private static void refuse(Optional<String> obstacle) {
        if (obstacle.isPresent()) {
            throw ErrorMapper.notServing(obstacle.get());
        }
    }

    private static ApiException noVault(VaultName vault) {
        return ApiException.badParameter("There is no vault \"" + vault + "\".");
    }

    private static ApiResponse unexpected(Result result) {
        throw new InvariantViolation(
                "changing a role assignment gave " + result.getClass().getSimpleName());
    }

    private static String name(RoleAssignment assignment) {
        // A role of a newer version has no name here.
        return BuiltInRole.byId(assignment.roleDefinitionId())
                .map(BuiltInRole::roleName)
                .orElse(assignment.roleDefinitionId());
    }

    private static RoleAssignmentJson json(RoleAssignment assignment) {
        return new RoleAssignmentJson(
                assignment.id(),
                assignment.vault().value(),
                assignment.principalObjectId(),
                name(assignment),
                assignment.roleDefinitionId(),
                assignment.object().map(ObjectScope::value).orElse(null));
    }
}
