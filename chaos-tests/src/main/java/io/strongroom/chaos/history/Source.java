package io.strongroom.chaos.history;

/**
 * Who asked.
 *
 * @param workload which says what the operation is checked by
 * @param client its number in the run; one client does one thing at a time
 */
public record Source(String workload, int client) {}
