package io.strongroom.storage.command;

import java.util.OptionalLong;

/**
 * What a caller may set on a version.
 *
 * @param notBefore Unix seconds; informational
 * @param expires Unix seconds; informational
 */
public record SecretAttributes(boolean enabled, OptionalLong notBefore, OptionalLong expires) {
    public static final SecretAttributes DEFAULT =
            new SecretAttributes(true, OptionalLong.empty(), OptionalLong.empty());
}
