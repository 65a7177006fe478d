package io.strongroom.server.item;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Text;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.VersionId;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the routes of every kind read from paths and methods. */
public final class Routing {
    private static final Pattern VERSION = Pattern.compile("[0-9a-fA-F]{32}");

    private Routing() {}

    /** The call, for its only method. */
    public static <T> T only(String allowed, String method, T call) {
        if (!method.equals(allowed)) {
            throw notAllowed(method, allowed);
        }
        return call;
    }

    /**
     * 405.
     *
     * @param allowed for the Allow header
     */
    public static ApiException notAllowed(String method, String allowed) {
        return new ApiException(
                ErrorCode.METHOD_NOT_ALLOWED,
                "The method " + Text.shown(method) + " is not allowed here.",
                Map.of("allow", allowed));
    }

    /** An item's name; 400 for what cannot be one. */
    public static ItemName name(String segment) {
        try {
            return new ItemName(segment);
        } catch (IllegalArgumentException e) {
            throw ApiException.badParameter(
                    "The request URI contains an invalid name: " + Text.shown(segment));
        }
    }

    /** A version's id; empty for what cannot be one, and so does not exist. */
    public static Optional<VersionId> version(String segment) {
        return VERSION.matcher(segment).matches()
                ? Optional.of(new VersionId(segment.toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }
}
