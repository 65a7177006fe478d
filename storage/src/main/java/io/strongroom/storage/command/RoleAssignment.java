package io.strongroom.storage.command;

import java.util.Optional;

/**
 * A role given to a principal on one vault, or on one object in it.
 *
 * @param id a UUID in text form
 * @param roleDefinitionId the built-in role's published UUID
 * @param object empty for the whole vault
 */
public record RoleAssignment(
        String id,
        String principalObjectId,
        String roleDefinitionId,
        VaultName vault,
        Optional<ObjectScope> object) {

    /** On the whole vault. */
    public RoleAssignment(
            String id, String principalObjectId, String roleDefinitionId, VaultName vault) {
        this(id, principalObjectId, roleDefinitionId, vault, Optional.empty());
    }

    /** Whether it gives the same right, under whichever id. */
    public boolean sameRight(RoleAssignment other) {
        return principalObjectId.equals(other.principalObjectId)
                && roleDefinitionId.equals(other.roleDefinitionId)
                && vault.equals(other.vault)
                && object.equals(other.object);
    }
}
