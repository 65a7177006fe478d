package io.strongroom.server.access;

import io.strongroom.storage.command.VaultName;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The id of a role assignment that nobody gave one: the same for the same principal, role and vault
 * on every node and each time, so that two nodes cannot add it twice.
 */
public final class AssignmentId {
    private AssignmentId() {}

    public static String of(String principalObjectId, BuiltInRole role, VaultName vault) {
        String identity = principalObjectId + "|" + role.id() + "|" + vault;
        return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
