package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /admin/v1/role-assignments}.
 *
 * @param role a built-in role's name, such as "Key Vault Secrets User", or its UUID
 * @param id a UUID; null to let the cluster choose: always the same for the same assignment
 * @param object {@code secrets/NAME} or {@code keys/NAME}; null for the whole vault
 */
public record AddRoleAssignmentJson(
        String vault,
        String principalObjectId,
        String role,
        @Nullable String id,
        @Nullable String object) {

    /** On the whole vault. */
    public AddRoleAssignmentJson(
            String vault, String principalObjectId, String role, @Nullable String id) {
        this(vault, principalObjectId, role, id, null);
    }
}
