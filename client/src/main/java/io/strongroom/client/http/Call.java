package io.strongroom.client.http;

import io.strongroom.client.api.Headers;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One logical request, the same for all its attempts. Immutable.
 *
 * @param uri names the host that is addressed; which machine gets it is the transport's choice
 * @param effect what repeating it does
 */
public record Call(
        String method, URI uri, List<Header> headers, @Nullable Content content, Effect effect) {
    /** Whether a call whose outcome is unknown needs its request id to be sent again. */
    public enum Effect {
        /** Repeating it changes nothing. */
        NONE,
        /** It changes the vault: exactly once under its {@code Repeatability-Request-ID}. */
        CHANGE
    }

    public Call {
        headers = List.copyOf(headers);
    }

    public static Call read(String method, URI uri) {
        return new Call(method, uri, List.of(), null, Effect.NONE).withRequestIds();
    }

    /** A change under a new request id. */
    public static Call change(String method, URI uri, @Nullable Content content) {
        return new Call(method, uri, List.of(), content, Effect.CHANGE).withRequestIds();
    }

    /**
     * With the ids that it lacks: the client's request id and, for a change, the repeatability id.
     */
    public Call withRequestIds() {
        var call = withDefault(Headers.CLIENT_REQUEST_ID, UUID.randomUUID());
        return effect == Effect.CHANGE
                ? call.withDefault(Headers.REPEATABILITY_REQUEST_ID, UUID.randomUUID())
                : call;
    }

    /** With the header replaced by one line. */
    public Call with(String name, String value) {
        var changed = new ArrayList<Header>(headers.size() + 1);
        headers.stream().filter(header -> !header.isNamed(name)).forEach(changed::add);
        changed.add(new Header(name, value));
        return new Call(method, uri, changed, content, effect);
    }

    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.isNamed(name))
                .map(Header::value)
                .findFirst();
    }

    private Call withDefault(String name, UUID value) {
        return header(name).isPresent() ? this : with(name, value.toString());
    }
}
