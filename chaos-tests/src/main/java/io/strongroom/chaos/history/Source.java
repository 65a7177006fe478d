package io.strongroom.chaos.history;

/**
 * Who asked.
 *
 * @param workload which says what the operation is checked by
 * @param client its number in the run; one client does one thing at a time
 */
public record Source(String workload, int client) {
    /** Clients with this number and higher ones ask when all others have ended. */
    public static final int AT_LAST = 1_000;
}
