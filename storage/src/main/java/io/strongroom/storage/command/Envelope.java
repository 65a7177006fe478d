package io.strongroom.storage.command;

/**
 * One command of a batch.
 *
 * @param requestId the id under which its result is remembered
 * @param policyRevision the revision of the caller's rights under which it was authorised; refused
 *     when they have changed since. Not looked at for {@link RequestId#SYSTEM}
 */
public record Envelope(RequestId requestId, Command command, long policyRevision) {
    /** What the cluster does by itself needs nobody's rights. */
    public static Envelope ofSystem(RequestId requestId, Command command) {
        return new Envelope(requestId, command, 0);
    }
}
