package io.strongroom.server.access;

/** Whether a caller may do something. */
public sealed interface Decision {

    /**
     * It may.
     *
     * @param assignmentId the role assignment that allows it, for the audit log
     */
    record Allowed(String assignmentId) implements Decision {}

    /**
     * It may not: 403 Forbidden with the inner code ForbiddenByRbac.
     *
     * @param message for the error body
     */
    record Denied(String message) implements Decision {}
}
