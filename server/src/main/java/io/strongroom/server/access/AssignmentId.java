package io.strongroom.server.access;

import io.strongroom.storage.command.ObjectScope;
import io.strongroom.storage.command.VaultName;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * The id of a role assignment that nobody gave one: the same for the same principal, role and vault
 * or object on every node and each time, so that two nodes cannot add it twice.
 */
public final class AssignmentId {
    private AssignmentId() {}

    /**
     * The id of the assignment.
     *
     * @param object empty for the whole vault
     */
    public static String of(
            String principalObjectId,
            BuiltInRole role,
            VaultName vault,
            Optional<ObjectScope> object) {
        String identity =
                principalObjectId
                        + "|"
                        + role.id()
                        + "|"
                        + vault
                        + object.map(one -> "|" + one).orElse("");
        return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
