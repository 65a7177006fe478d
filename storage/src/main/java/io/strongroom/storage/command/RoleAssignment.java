package io.strongroom.storage.command;

/**
 * A role given to a principal on one vault.
 *
 * @param id a UUID in text form
 * @param roleDefinitionId the built-in role's published UUID
 */
public record RoleAssignment(
        String id, String principalObjectId, String roleDefinitionId, VaultName vault) {}
