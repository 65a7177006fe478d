package io.strongroom.server.auth;

import io.strongroom.server.config.NameSettings;
import io.strongroom.server.config.TokenSettings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The audiences that tokens may be for: the vault domain with and without the public port, and the
 * configured extra ones. Immutable.
 *
 * @param resource what the challenge names and error texts expect
 * @param byKey the accepted audiences, by the form that comparison uses
 */
public record Audiences(String resource, Map<String, String> byKey) {
    public Audiences {
        byKey = Collections.unmodifiableMap(new LinkedHashMap<>(byKey));
    }

    public static Audiences of(NameSettings names, TokenSettings tokens) {
        String domain = names.domain().toLowerCase(Locale.ROOT);
        String resource = "https://" + Authority.withPort(domain, names.publicPort());
        Map<String, String> accepted = new LinkedHashMap<>();
        for (String own :
                List.of(
                        resource,
                        "https://" + domain,
                        "https://" + domain + ":" + names.publicPort())) {
            accepted.put(key(own), own);
        }
        for (String extra : tokens.extraAudiences()) {
            accepted.put(key(extra), withoutTrailingSlash(extra));
        }
        return new Audiences(resource, accepted);
    }

    /**
     * The accepted audience that the text means, without a trailing slash; empty when it is none.
     */
    public Optional<String> canonical(String text) {
        return Optional.ofNullable(byKey.get(key(text)));
    }

    private static String key(String audience) {
        return withoutTrailingSlash(audience).toLowerCase(Locale.ROOT);
    }

    private static String withoutTrailingSlash(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
