package io.strongroom.storage.command;

import java.util.UUID;

/**
 * Makes a command exactly-once: the same caller's second command with the same id gets the first
 * one's result.
 *
 * @param caller the object id of the principal, or "system" for the cluster's own duties
 */
public record RequestId(String caller, UUID id) {
    /** The caller of what the cluster does by itself. */
    public static final String SYSTEM = "system";
}
