package io.strongroom.storage.command;

/** A version's id: 32 lower-case hexadecimal digits, opaque, made by the server before the log. */
public record VersionId(String value) {
    private static final int LENGTH = 32;

    public VersionId {
        if (value.length() != LENGTH || !value.chars().allMatch(VersionId::isHexDigit)) {
            throw new IllegalArgumentException("a version has 32 lower-case hexadecimal digits");
        }
    }

    private static boolean isHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    @Override
    public String toString() {
        return value;
    }
}
