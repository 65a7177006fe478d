package io.strongroom.client.fake;

import io.strongroom.client.transport.Cluster;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three nodes, led by the first, and a transport to them. */
public final class FakeCluster implements AutoCloseable {
    public static final URI VAULT = URI.create("https://default.vault.localhost:8443");
    public static final URI AUTHORITY = URI.create("https://login.localhost:8443");

    /** Longer than anything takes, also on a machine that stands still now and then. */
    public static final Tuning PATIENT =
            Tuning.defaults()
                    .withTotal(Duration.ofSeconds(60))
                    .withAttempt(Duration.ofSeconds(30))
                    .withFirstAttempt(Duration.ofSeconds(30))
                    .withConnect(Duration.ofSeconds(20));

    /** For calls that fail in the end; time for several attempts all the same. */
    public static final Tuning BRIEF =
            PATIENT.withTotal(Duration.ofSeconds(4)).withAttempt(Duration.ofSeconds(4));

    private final List<Seen> log = new CopyOnWriteArrayList<>();
    private final List<FakeNode> nodes =
            IntStream.rangeClosed(1, 3).mapToObj(id -> FakeNode.start(id, log)).toList();
    private final Transport transport;

    public FakeCluster() {
        this(PATIENT);
    }

    public FakeCluster(Tuning tuning) {
        leader(1);
        transport = new Transport(cluster(), tuning);
    }

    public Cluster cluster() {
        var addresses = nodes.stream().map(FakeNode::uri).toList();
        return new Cluster(VAULT, AUTHORITY, addresses, TestCa.good().trust());
    }

    /** Where the nodes are, as a file for {@code --env}, in a folder that has none yet. */
    public Path environment(Path folder) throws IOException {
        Path file = folder.resolve("client.env");
        Files.copy(TestCa.good().pem(), folder.resolve("ca.pem"));
        Files.writeString(
                file,
                """
                STRONGROOM_VAULT_URI=https://default.vault.localhost:8443
                STRONGROOM_NODES=%s
                STRONGROOM_CA=ca.pem
                AZURE_TENANT_ID=tenant
                AZURE_CLIENT_ID=app
                AZURE_CLIENT_SECRET=password
                AZURE_AUTHORITY_HOST=https://login.localhost:8443/
                """
                        .formatted(
                                cluster().nodes().stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining(","))));
        return file;
    }

    public Transport transport() {
        return transport;
    }

    /** By id, from 1. */
    public FakeNode node(int id) {
        return nodes.get(id - 1);
    }

    public FakeCluster leader(int id) {
        nodes.forEach(node -> node.leader(id));
        return this;
    }

    public FakeCluster answers(Function<Seen, Response> script) {
        nodes.forEach(node -> node.answers(script));
        return this;
    }

    /** On all nodes, in order; without the questions for health. */
    public List<Seen> seen() {
        return List.copyOf(log);
    }

    public long distinctRequestIds() {
        return log.stream().map(Seen::requestId).distinct().count();
    }

    @Override
    public void close() {
        transport.close();
        nodes.forEach(FakeNode::close);
    }
}
