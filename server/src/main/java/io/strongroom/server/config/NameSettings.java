package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * The names under which clients reach the cluster, the same whichever node answers.
 *
 * @param domain parent of the vaults' host names: vault {@code payments} is {@code payments.DOMAIN}
 * @param publicPort the port in every id and link
 * @param authority where clients get tokens: https, host and port, no path
 */
public record NameSettings(String domain, int publicPort, URI authority) {
    private static final Pattern DOMAIN =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+");

    public NameSettings {
        unless(
                DOMAIN.matcher(domain).matches(),
                "domain",
                "\""
                        + domain
                        + "\" is not a domain in lower case with at least two labels, such as"
                        + " vault.example.org");
        Addresses.checkPort("publicPort", publicPort);
        unless(
                "https".equals(authority.getScheme()) && authority.getHost() != null,
                "authority",
                "must be https://HOST:PORT, not " + authority);
        unless(
                authority.getRawPath().isEmpty()
                        && authority.getRawQuery() == null
                        && authority.getRawFragment() == null
                        && authority.getRawUserInfo() == null,
                "authority",
                "must be https://HOST:PORT without a path or anything else after it, not "
                        + authority);
    }
}
