package io.strongroom.storage.command;

import java.util.regex.Pattern;

/** A version's id: 32 lower-case hexadecimal digits, opaque, made by the server before the log. */
public record VersionId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    public VersionId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a version has 32 lower-case hexadecimal digits");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
