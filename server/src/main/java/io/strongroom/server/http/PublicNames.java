package io.strongroom.server.http;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.config.NameSettings;
import io.strongroom.storage.command.VaultName;

import java.util.Locale;

/**
 * The names under which the outside knows us: which vault a host name means, and the URLs in
 * answers, which are the same whichever node answers. Immutable.
 */
public final class PublicNames {
    private final String suffix;
    private final String portPart;
    private final String authorityHost;

    public PublicNames(NameSettings settings) {
        this.suffix = "." + settings.domain().toLowerCase(Locale.ROOT);
        this.portPart = settings.publicPort() == 443 ? "" : ":" + settings.publicPort();
        this.authorityHost = settings.authority().getHost().toLowerCase(Locale.ROOT);
    }

    /** Host without port and trailing dot, in lower case. */
    private static String hostOnly(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int colon = name.lastIndexOf(':');
        // A colon inside brackets belongs to an IPv6 address.
        if (colon >= 0 && name.indexOf(']', colon) < 0) {
            name = name.substring(0, colon);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    public boolean isAuthority(String host) {
        return hostOnly(host).equals(authorityHost);
    }

    /**
     * The vault that a Host header names; whether it exists is another question. The port is
     * ignored: some clients send none.
     *
     * @throws ApiException VaultNotFound when the name cannot be a vault of ours
     */
    public VaultName vaultOf(String host) {
        String name = hostOnly(host);
        if (name.endsWith(suffix)) {
            try {
                return new VaultName(name.substring(0, name.length() - suffix.length()));
            } catch (IllegalArgumentException e) {
                throw unknownVault(host);
            }
        }
        throw unknownVault(host);
    }

    public static ApiException unknownVault(String host) {
        return new ApiException(
                ErrorCode.VAULT_NOT_FOUND,
                "There is no vault at the host name '" + Text.shown(host) + "'.");
    }

    /** {@code https://VAULT.DOMAIN[:PORT]}, without a trailing slash. */
    public String vaultUrl(VaultName vault) {
        return "https://" + vault.value() + suffix + portPart;
    }

    /** The host that {@link #vaultUrl} names, for messages. */
    public String vaultHost(VaultName vault) {
        return vault.value() + suffix;
    }
}
