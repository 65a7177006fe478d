package io.strongroom.chaos.cluster;

import io.strongroom.client.ClientSecretTokens;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.TokenProvider;
import io.strongroom.client.http.Trust;
import io.strongroom.client.transport.Cluster;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How clients reach a cluster. Immutable.
 *
 * @param environment what its {@code client.env} says
 */
public record Access(Map<String, String> environment) {
    public Access {
        environment = Map.copyOf(environment);
    }

    /** Reads a {@code client.env}. */
    public static Access read(Path file) throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return new Access(values);
    }

    /** One value. */
    public String env(String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not in client.env");
        }
        return value;
    }

    /** The nodes' URLs in the order of their numbers. */
    public List<URI> nodes() {
        return Arrays.stream(env("STRONGROOM_NODES").split(",")).map(URI::create).toList();
    }

    /** A vault's public address. */
    public URI vault(String name) {
        String founded = env("STRONGROOM_VAULT_URI");
        return URI.create("https://" + name + founded.substring(founded.indexOf('.')));
    }

    /** The smart client's transport; the caller closes it. */
    public Transport transport(Tuning tuning) throws IOException {
        return new Transport(
                new Cluster(
                        URI.create(env("STRONGROOM_VAULT_URI")),
                        URI.create(env("AZURE_AUTHORITY_HOST")),
                        nodes(),
                        trust()),
                tuning);
    }

    /** Trust in the cluster's authority. */
    public Trust trust() throws IOException {
        return Trust.pem(Path.of(env("STRONGROOM_CA")));
    }

    /** Tokens of the cluster's secrets officer. */
    public TokenProvider tokens(Transport transport) {
        return new ClientSecretTokens(
                transport,
                new ClientSecretTokens.Credential(
                        URI.create(env("AZURE_AUTHORITY_HOST")),
                        env("AZURE_TENANT_ID"),
                        env("AZURE_CLIENT_ID"),
                        env("AZURE_CLIENT_SECRET")));
    }

    /** A client over the transport, as the cluster's secrets officer. */
    public StrongroomClient client(Transport transport) {
        return new StrongroomClient(transport, tokens(transport));
    }
}
