package io.strongroom.client.api;

/**
 * A role that a principal has on a vault.
 *
 * @param role the built-in role's name; its id when the node does not know it
 * @param roleDefinitionId the built-in role's published UUID
 */
public record RoleAssignmentJson(
        String id, String vault, String principalObjectId, String role, String roleDefinitionId) {}
