package io.strongroom.storage.command;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a caller may set on a version.
 *
 * @param notBefore Unix seconds; informational
 * @param expires Unix seconds; informational
 */
public record ItemAttributes(boolean enabled, OptionalLong notBefore, OptionalLong expires) {
    public static final ItemAttributes DEFAULT =
            new ItemAttributes(true, OptionalLong.empty(), OptionalLong.empty());

    /** The same with what is given; an empty member leaves what is there. */
    public ItemAttributes with(
            Optional<Boolean> nowEnabled, OptionalLong nowNotBefore, OptionalLong nowExpires) {
        return new ItemAttributes(
                nowEnabled.orElse(enabled),
                nowNotBefore.isPresent() ? nowNotBefore : notBefore,
                nowExpires.isPresent() ? nowExpires : expires);
    }

    /** Whether it would end before it begins. */
    public boolean contradict() {
        return notBefore.isPresent()
                && expires.isPresent()
                && expires.getAsLong() <= notBefore.getAsLong();
    }
}
