package io.strongroom.client.transport;

import io.strongroom.client.http.Trust;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Where a cluster is and which names it serves.
 *
 * @param vault a vault's public URL, {@code https://VAULT.DOMAIN:PORT}; its siblings under the same
 *     domain are served too
 * @param authority where the nodes give tokens; null when tokens come from elsewhere
 * @param nodes the nodes' own addresses, {@code https://HOST:PORT}, in any order
 * @param trust who vouches for the nodes, under their own names and the public ones
 */
public record Cluster(URI vault, @Nullable URI authority, List<URI> nodes, Trust trust) {
    public Cluster {
        requireHttps(vault);
        if (authority != null) {
            requireHttps(authority);
        }
        nodes = List.copyOf(nodes);
        nodes.forEach(Cluster::requireHttps);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("a cluster has at least one node");
        }
        if (vault.getHost().indexOf('.') < 1) {
            throw new IllegalArgumentException("no vault name and domain in " + vault);
        }
    }

    /** Only that node is asked: every node answers for the whole cluster. */
    public Cluster only(URI node) {
        return new Cluster(vault, authority, List.of(node), trust);
    }

    /** Another vault of the same domain. */
    public URI vaultNamed(String name) {
        var port = vault.getPort() < 0 ? "" : ":" + vault.getPort();
        return URI.create("https://" + name + "." + domain() + port);
    }

    /** What a token for the vaults is asked for: {@code https://DOMAIN:PORT}. */
    public URI audience() {
        var port = vault.getPort() < 0 ? "" : ":" + vault.getPort();
        return URI.create("https://" + domain() + port);
    }

    /** Whether the name is a vault of this cluster. */
    public boolean isVault(URI uri) {
        return host(uri).endsWith("." + domain()) && !isAuthority(uri);
    }

    /** Whether the nodes answer for that name; any other goes to whatever name service says. */
    public boolean serves(URI uri) {
        return isVault(uri) || isAuthority(uri);
    }

    private boolean isAuthority(URI uri) {
        return authority != null && host(uri).equals(host(authority));
    }

    private String domain() {
        var host = host(vault);
        return host.substring(host.indexOf('.') + 1);
    }

    private static String host(URI uri) {
        var host = uri.getHost();
        return host == null ? "" : host.toLowerCase(Locale.ROOT);
    }

    private static void requireHttps(URI uri) {
        if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("not an https URL with a host: " + uri);
        }
    }
}
