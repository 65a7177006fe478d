package io.strongroom.storage.command;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A vault's name, in lower case: 3-24 letters, digits and single hyphens, starting with a letter
 * and ending with a letter or digit. It is also the first label of the vault's host name and never
 * changes, so it identifies the vault.
 */
public record VaultName(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z](?:-?[a-z0-9])*");

    public VaultName {
        if (value.length() < 3 || value.length() > 24 || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a vault name has 3-24 letters, digits and single hyphens and starts with a"
                            + " letter");
        }
    }

    /** Any case is accepted, as in host names. */
    public static VaultName of(String text) {
        return new VaultName(text.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return value;
    }
}
