package io.strongroom.client.cli;

import io.strongroom.client.ClientSecretTokens;
import io.strongroom.client.http.Trust;
import io.strongroom.client.transport.Cluster;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The names that say where the cluster is and who calls, from a file of {@code KEY=VALUE} lines
 * and, for what it does not give, the environment. Its text form shows no value.
 *
 * @param base what relative paths are relative to
 */
record Settings(Map<String, String> values, Path base) {
    static final String VAULT_URI = "STRONGROOM_VAULT_URI";
    static final String NODES = "STRONGROOM_NODES";
    static final String CA = "STRONGROOM_CA";
    static final String EMBEDDED_ISSUER = "STRONGROOM_EMBEDDED_ISSUER";
    static final String TENANT_ID = "AZURE_TENANT_ID";
    static final String CLIENT_ID = "AZURE_CLIENT_ID";
    static final String CLIENT_SECRET = "AZURE_CLIENT_SECRET";
    static final String AUTHORITY_HOST = "AZURE_AUTHORITY_HOST";

    static Settings load(@Nullable Path file, Map<String, String> environment) throws IOException {
        var values = new LinkedHashMap<>(environment);
        if (file == null) {
            return new Settings(values, Path.of(""));
        }
        if (!Files.isReadable(file)) {
            throw new UsageException("--env: cannot read " + file);
        }
        values.putAll(parse(Files.readString(file, StandardCharsets.UTF_8)));
        var parent = file.toAbsolutePath().getParent();
        return new Settings(values, parent == null ? Path.of("") : parent);
    }

    /** Blank lines and comments pass; {@code export} and quotes, as a shell takes them, too. */
    static Map<String, String> parse(String text) {
        var values = new LinkedHashMap<String, String>();
        int number = 0;
        for (var raw : text.split("\n", -1)) {
            number++;
            var line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var pair = line.startsWith("export ") ? line.substring(7).strip() : line;
            var equals = pair.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--env: line " + number + " is not KEY=VALUE");
            }
            values.put(pair.substring(0, equals).strip(), unquoted(pair.substring(equals + 1)));
        }
        return values;
    }

    Cluster cluster() throws IOException {
        var vault = uri(VAULT_URI);
        var nodes =
                Arrays.stream(required(NODES).split("[,\\s]+"))
                        .filter(node -> !node.isEmpty())
                        .map(node -> uri(NODES, node))
                        .toList();
        var ca = values.get(CA);
        var trust = ca == null || ca.isEmpty() ? Trust.ofJvm() : Trust.pem(base.resolve(ca));
        try {
            return new Cluster(vault, isIssuerEmbedded(vault) ? authority() : null, nodes, trust);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    ClientSecretTokens.Credential credential() {
        return new ClientSecretTokens.Credential(
                authority(), required(TENANT_ID), required(CLIENT_ID), required(CLIENT_SECRET));
    }

    /** As said, else whether the authority's name and port are next to the vaults'. */
    private boolean isIssuerEmbedded(URI vault) {
        var said = values.get(EMBEDDED_ISSUER);
        if (said != null) {
            return Boolean.parseBoolean(said);
        }
        var stated = values.get(AUTHORITY_HOST);
        if (stated == null || vault.getHost() == null) {
            return false;
        }
        var authority = uri(AUTHORITY_HOST, stated);
        var labels = vault.getHost().toLowerCase(Locale.ROOT).split("\\.", 3);
        var parent = labels[labels.length - 1];
        var host = authority.getHost().toLowerCase(Locale.ROOT);
        return authority.getPort() == vault.getPort()
                && (host.equals(parent) || host.endsWith("." + parent));
    }

    private URI authority() {
        return uri(AUTHORITY_HOST);
    }

    private URI uri(String name) {
        return uri(name, required(name));
    }

    private String required(String name) {
        var value = values.get(name);
        if (value == null || value.isEmpty()) {
            throw new UsageException(
                    name + " is not set: give --env FILE or set it in the environment");
        }
        return value;
    }

    @Override
    public String toString() {
        return "Settings(" + base + ")";
    }

    private static URI uri(String name, String value) {
        try {
            var uri = URI.create(value);
            if ("https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(name + " is not a URL: " + value);
        }
        throw new UsageException(name + " is not an https URL with a host: " + value);
    }

    private static String unquoted(String value) {
        var text = value.strip();
        var isQuoted =
                text.length() >= 2
                        && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                        && text.charAt(text.length() - 1) == text.charAt(0);
        return isQuoted ? text.substring(1, text.length() - 1) : text;
    }
}
