package io.strongroom.storage.command;

import java.util.Locale;

/**
 * A secret's name: 1-127 letters, digits and hyphens. Looked up without regard to case; the casing
 * of the first creation is the one shown.
 */
public record ItemName(String value) {
    private static final int MAX_LENGTH = 127;

    public ItemName {
        if (value.isEmpty()
                || value.length() > MAX_LENGTH
                || !value.chars().allMatch(ItemName::isAllowed)) {
            throw new IllegalArgumentException(
                    "a secret name has 1-127 letters, digits and hyphens");
        }
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-';
    }

    /** What lookups compare. */
    public String key() {
        return value.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value;
    }
}
