package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

/**
 * A role that a principal has on a vault, or on one object in it.
 *
 * @param role the built-in role's name; its id when the node does not know it
 * @param roleDefinitionId the built-in role's published UUID
 * @param object {@code secrets/NAME} or {@code keys/NAME}; null for the whole vault
 */
public record RoleAssignmentJson(
        String id,
        String vault,
        String principalObjectId,
        String role,
        String roleDefinitionId,
        @Nullable String object) {}
