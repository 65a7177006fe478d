package io.strongroom.storage.command;

/**
 * Something deleted that can still be recovered.
 *
 * @param latest its latest version
 * @param deletedSeconds Unix seconds, log time
 * @param scheduledPurgeSeconds when the retention ends, Unix seconds, log time
 */
public record DeletedItem<V extends ItemVersion>(
        V latest, long deletedSeconds, long scheduledPurgeSeconds) {}
