package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogConfig.TlsFiles;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.ratis.tls.NodeTls;
import io.strongroom.raft.testing.TestAuthority;

import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;

class NodeTlsIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir private Path dir;

    @Test
    void connect_withACertificateOfTheCluster_isServed() throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            // An attempt ends after a second and a half, in which the machine may have stood still.
            TestCluster.eventually(
                    "a write to be taken",
                    () -> {
                        try {
                            return write(cluster, cluster.config(1).tls()).isSuccess();
                        } catch (CompletionException | RaftException notYet) {
                            return false;
                        }
                    });
        }
    }

    @Test
    void connect_withACertificateOfAnotherAuthority_isRefused() throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            TlsFiles foreign = TestAuthority.create("other").issue(dir.resolve("x"), "127.0.0.1");
            // It trusts the real authority, so that only the server can object.
            TlsFiles mixed =
                    new TlsFiles(
                            foreign.certificate(),
                            foreign.privateKey(),
                            cluster.config(1).tls().trusted());
            assertThrows(CompletionException.class, () -> write(cluster, mixed));
            assertTrue(cluster.machine(cluster.leader()).entries().isEmpty());
        }
    }

    @Test
    void connect_withACertificateOfTheAuthorityThatIsNoPeers_isRefused() throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            TlsFiles stranger = cluster.authority().issue(dir.resolve("x"), "127.0.0.9");
            assertThrows(CompletionException.class, () -> write(cluster, stranger));
            assertTrue(cluster.machine(cluster.leader()).entries().isEmpty());
        }
    }

    @Test
    void parameters_ofAFileThatIsNoKey_sayWhichFile() throws IOException {
        TlsFiles files = TestAuthority.create("any").issue(dir, "127.0.0.1");
        Files.writeString(files.privateKey(), "not a key");
        RaftException refused =
                assertThrows(
                        RaftException.class,
                        () -> NodeTls.open(files, "127.0.0.1", () -> Set.of("127.0.0.1")));
        assertTrue(refused.toString().contains(files.privateKey().toString()));
    }

    private static RaftClientReply write(TestCluster cluster, TlsFiles tls) throws RaftException {
        int leader = cluster.leader();
        // A leader takes requests once it has applied the first entry of its term.
        cluster.readBarrier(leader);
        LogConfig own = cluster.config(leader);
        ClientId client = ClientId.randomId();
        RatisSettings settings = new RatisSettings(own.dataDir(), own.dataDir(), "127.0.0.1", 1);
        try (PeerLinks links =
                new PeerLinks(
                        client,
                        settings.properties(),
                        RawTls.parameters(tls),
                        () -> Peers.of(own.peers()))) {
            return links.send(
                            RaftClientRequest.newBuilder()
                                    .setClientId(client)
                                    .setServerId(Peers.id(leader))
                                    .setGroupId(RaftGroupId.valueOf(own.clusterId()))
                                    .setCallId(1)
                                    .setMessage(Message.valueOf("hello"))
                                    .setType(RaftClientRequest.writeRequestType())
                                    .build())
                    .join();
        }
    }
}
