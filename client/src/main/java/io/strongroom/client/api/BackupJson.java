package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

/** A backup blob, base64url without padding, in both directions. */
public record BackupJson(@Nullable String value) {}
