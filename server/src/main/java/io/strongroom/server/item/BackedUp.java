package io.strongroom.server.item;

import io.strongroom.storage.command.ItemAttributes;

import org.jspecify.annotations.Nullable;

import java.util.OptionalLong;

/** How the documents in backup blobs write an item's attributes: null for a time that is unset. */
public final class BackedUp {
    private BackedUp() {}

    public static @Nullable Long orNull(OptionalLong seconds) {
        return seconds.isPresent() ? seconds.getAsLong() : null;
    }

    /** Attributes from their members. */
    public static ItemAttributes attributes(
            boolean enabled, @Nullable Long notBefore, @Nullable Long expires) {
        return new ItemAttributes(enabled, optional(notBefore), optional(expires));
    }

    private static OptionalLong optional(@Nullable Long seconds) {
        return seconds == null ? OptionalLong.empty() : OptionalLong.of(seconds);
    }
}
