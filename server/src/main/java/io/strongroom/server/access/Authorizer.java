package io.strongroom.server.access;

import io.strongroom.storage.command.ObjectScope;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.VaultName;

import java.util.List;
import java.util.Optional;

/**
 * Decides by Azure RBAC: allowed if a role assigned to the caller on the vault, or on the object
 * that the request is about, grants the permission's data action, denied otherwise. Pure and
 * thread-safe. Looks at assignments only, never at items, so a refusal tells nothing about what
 * exists.
 */
public final class Authorizer {
    /** There is no subscription here, but tools that read refusals expect a full resource id. */
    private static final String VAULTS =
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/strongroom"
                    + "/providers/microsoft.keyvault/vaults/";

    private Authorizer() {}

    /** The role assignments of one view of the state. */
    @FunctionalInterface
    public interface Assignments {
        /** The principal's assignments on one vault and on objects in it. */
        List<RoleAssignment> of(VaultName vault, String principalObjectId);
    }

    /**
     * Decides.
     *
     * @param assignments of the view that the operation itself reads
     */
    public static Decision decide(AccessRequest request, Assignments assignments) {
        String objectId = request.caller().objectId();
        for (RoleAssignment assignment : assignments.of(request.vault(), objectId)) {
            Optional<BuiltInRole> role = BuiltInRole.byId(assignment.roleDefinitionId());
            // The source should give no others; a slip there must not become a permission.
            boolean concernsCaller =
                    assignment.vault().equals(request.vault())
                            && covers(assignment, request.target())
                            && assignment.principalObjectId().equalsIgnoreCase(objectId);
            if (concernsCaller && role.isPresent() && role.get().grants(request.permission())) {
                return new Decision.Allowed(assignment.id());
            }
        }
        return new Decision.Denied(refusal(request));
    }

    /** What is about a whole vault, as lists are, a right on one object does not give. */
    private static boolean covers(RoleAssignment assignment, Target target) {
        return assignment.object().isEmpty()
                || switch (target) {
                    case Target.Whole() -> false;
                    case Target.One(ObjectScope object) -> assignment.object().get().equals(object);
                    case Target.Unnamed() -> true;
                };
    }

    /** Azure's text, which people search for line by line. */
    private static String refusal(AccessRequest request) {
        String vault = request.vault().value();
        String object =
                switch (request.target()) {
                    case Target.One(ObjectScope one) -> "/" + one;
                    case Target.Whole(), Target.Unnamed() -> "";
                };
        String resource = VAULTS + vault + object;
        return String.join(
                "\r\n",
                "Caller is not authorized to perform action on resource.",
                "If role assignments, deny assignments or role definitions were changed recently,"
                        + " please observe propagation time.",
                "Caller: " + request.caller().description(),
                "Action: '" + request.permission().dataAction() + "'",
                "Resource: '" + resource + "'",
                "Assignment: (not found)",
                "DenyAssignmentId: null",
                "DecisionReason: null",
                "Vault: " + vault + ";location=local",
                "");
    }
}
