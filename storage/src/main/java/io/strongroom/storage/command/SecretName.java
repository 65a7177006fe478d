package io.strongroom.storage.command;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A secret's name: 1-127 letters, digits and hyphens. Looked up without regard to case; the casing
 * of the first creation is the one shown.
 */
public record SecretName(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-zA-Z-]{1,127}");

    public SecretName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a secret name has 1-127 letters, digits and hyphens");
        }
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
