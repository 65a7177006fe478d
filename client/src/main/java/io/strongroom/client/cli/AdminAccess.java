package io.strongroom.client.cli;

import io.strongroom.client.AdminClient;
import io.strongroom.client.ClientSecretTokens;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The admin API of one node, for a command that works beside a node of its own. */
public final class AdminAccess implements AutoCloseable {
    private static final Duration TOTAL = Duration.ofSeconds(30);

    private final Transport transport;
    private final AdminClient admin;
    private final URI node;

    private AdminAccess(Transport transport, ClientSecretTokens tokens, URI node) {
        this.transport = transport;
        this.admin = new AdminClient(transport, tokens);
        this.node = node;
    }

    /**
     * Opens it; nothing is sent yet.
     *
     * @param envFile as every command's {@code --env}
     * @param via the node; the first of the environment's when null
     * @throws IllegalArgumentException when something is missing or wrong, saying what
     */
    public static AdminAccess open(
            @Nullable Path envFile, @Nullable URI via, Map<String, String> environment)
            throws IOException {
        try {
            var settings = Settings.load(envFile, environment);
            var cluster = settings.cluster();
            var node = via == null ? cluster.nodes().get(0) : via;
            var credential = settings.credential();
            var only = cluster.only(node);
            var transport = new Transport(only, Tuning.defaults().withTotal(TOTAL));
            return new AdminAccess(transport, new ClientSecretTokens(transport, credential), node);
        } catch (UsageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public AdminClient admin() {
        return admin;
    }

    public URI node() {
        return node;
    }

    @Override
    public void close() {
        transport.close();
    }
}
