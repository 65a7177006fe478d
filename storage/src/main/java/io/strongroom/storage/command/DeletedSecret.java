package io.strongroom.storage.command;

/**
 * A deleted secret that can still be recovered.
 *
 * @param latest its latest version
 * @param deletedSeconds Unix seconds, log time
 * @param scheduledPurgeSeconds when the retention ends, Unix seconds, log time
 */
public record DeletedSecret(
        SecretVersion latest, long deletedSeconds, long scheduledPurgeSeconds) {}
