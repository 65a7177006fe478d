package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whose attestations may let keys go. A key's release policy chooses among them; the keys of others
 * are never fetched.
 *
 * @param authorities empty: no key is released through this node
 */
public record ReleaseSettings(List<AuthoritySettings> authorities) {
    public ReleaseSettings {
        authorities = List.copyOf(authorities);
        Set<String> issuers = new HashSet<>();
        for (int i = 0; i < authorities.size(); i++) {
            unless(
                    issuers.add(authorities.get(i).issuer()),
                    "authorities[" + i + "].issuer",
                    "is listed twice");
        }
    }

    /**
     * An attestation service; its keys are in a file or at a URL.
     *
     * @param issuer as its tokens and the policies name it; a slash at the end does not matter
     * @param jwksFile a JSON Web Key Set
     * @param jwksUri https
     */
    public record AuthoritySettings(
            String issuer, Optional<Path> jwksFile, Optional<String> jwksUri) {
        public AuthoritySettings {
            unless(
                    issuer.startsWith("https://"),
                    "issuer",
                    "\"" + issuer + "\" is not an https URL");
            issuer = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
            unless(
                    jwksFile.isPresent() != jwksUri.isPresent(),
                    "issuer",
                    "an authority has either a jwksFile or a jwksUri");
            unless(
                    jwksUri.isEmpty() || isHttps(jwksUri.get()),
                    "jwksUri",
                    "\"" + jwksUri.orElse("") + "\" is not an https URL");
        }
    }

    private static boolean isHttps(String text) {
        try {
            URI uri = new URI(text);
            return "https".equals(uri.getScheme()) && uri.getHost() != null;
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
