package io.strongroom.storage.command;

import java.util.Locale;

/**
 * One object of a vault, to which a right may be limited: with its versions and its deleted form,
 * and whether it exists or not.
 *
 * @param value {@code secrets/NAME} or {@code keys/NAME}, in lower case
 */
public record ObjectScope(String value) {
    private static final String FORM = "an object is secrets/NAME or keys/NAME";

    public ObjectScope {
        if (!value.equals(canonical(value))) {
            throw new IllegalArgumentException(FORM + " in lower case");
        }
    }

    /** Any case is accepted, as in names. */
    public static ObjectScope of(String text) {
        return new ObjectScope(canonical(text));
    }

    private static String canonical(String text) {
        int slash = text.indexOf('/');
        String kind = slash < 0 ? "" : text.substring(0, slash).toLowerCase(Locale.ROOT);
        if (!kind.equals("secrets") && !kind.equals("keys")) {
            throw new IllegalArgumentException(FORM);
        }
        try {
            return kind + "/" + new ItemName(text.substring(slash + 1)).key();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    FORM + ", where NAME has 1-127 letters, digits and hyphens", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
