package io.strongroom.client.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as a node saw it.
 *
 * @param target path and query as sent
 * @param sni the server name of the TLS handshake; empty when none was sent
 * @param headers names in lower case
 */
public record Seen(
        String method, String target, String sni, Map<String, List<String>> headers, String body) {
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(values -> values.get(0));
    }

    public String requestId() {
        return header("repeatability-request-id").orElse("");
    }
}
