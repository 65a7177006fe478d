package io.strongroom.client;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * A secret, or one version of it: {@code https://VAULT/secrets/NAME[/VERSION]}.
 *
 * @param version 32 hexadecimal digits; null for the secret as a whole
 */
public record SecretId(URI vault, String name, @Nullable String version) {
    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-]{1,127}");
    private static final Pattern VERSION = Pattern.compile("[0-9a-fA-F]{32}");

    /**
     * Reads the URL that a node gave.
     *
     * @throws IllegalArgumentException when it is no such URL
     */
    public static SecretId parse(String id) {
        var uri = URI.create(id);
        var parts = uri.getPath() == null ? new String[0] : uri.getPath().split("/", -1);
        var isSecret = parts.length >= 3 && parts[0].isEmpty() && !parts[2].isEmpty();
        if (!isSecret || !(parts[1].equals("secrets") || parts[1].equals("deletedsecrets"))) {
            throw new IllegalArgumentException("not the id of a secret: " + id);
        }
        var version = parts.length > 3 && !parts[3].isEmpty() ? parts[3] : null;
        return new SecretId(uri.resolve("/"), parts[2], version);
    }

    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a secret's name has 1-127 letters, digits and hyphens: " + name);
        }
        return name;
    }

    static String requireVersion(String version) {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "a secret's version has 32 hexadecimal digits: " + version);
        }
        return version;
    }
}
