package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.testing.TestAuthority;

import org.apache.ratis.client.RaftClient;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.util.TimeDuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

class AdminProtocolIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir private Path dir;

    @Test
    void adminCall_withANodesCertificateOverLoopback_isUnimplemented()
            throws RaftException, IOException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            cluster.propose(1, "before");
            // A pause of the machine may depose a leader as well, but not each time.
            boolean stayed = false;
            for (int attempt = 0; !stayed && attempt < 3; attempt++) {
                int leader = cluster.leader();
                refusesAdminCalls(cluster, leader);
                stayed = leader == cluster.leader();
            }
            assertTrue(stayed);
            assertEquals(3, cluster.log(cluster.leader()).membership().members().size());
            cluster.propose(cluster.follower(), "after");
        }
    }

    private static void refusesAdminCalls(TestCluster cluster, int leader) throws IOException {
        LogConfig own = cluster.config(leader);
        RaftPeerId peer = Peers.id(leader);
        RaftGroup group =
                RaftGroup.valueOf(RaftGroupId.valueOf(own.clusterId()), Peers.of(own.peers()));
        RaftProperties patient = new RaftProperties();
        RaftClientConfigKeys.Rpc.setRequestTimeout(
                patient, TimeDuration.valueOf(1, TimeUnit.MINUTES));
        try (RaftClient client =
                RaftClient.newBuilder()
                        .setProperties(patient)
                        .setParameters(RawTls.parameters(cluster.config(1).tls()))
                        .setRetryPolicy(RetryPolicies.noRetry())
                        .setLeaderId(peer)
                        .setRaftGroup(group)
                        .build()) {
            refused(() -> client.getGroupManagementApi(peer).list());
            refused(() -> client.getGroupManagementApi(peer).info(group.getGroupId()));
            refused(() ->
                    client.getGroupManagementApi(peer).remove(group.getGroupId(), true, false));
            refused(() -> client.getSnapshotManagementApi(peer).create(true, 3000));
            refused(() -> client.admin().setConfiguration(Peers.of(own.peers().subList(0, 1))));
            refused(() -> client.admin().transferLeadership(Peers.id(1), 1000));
        }
    }

    @Test
    void connect_toThePeersPortWithoutANodesCertificate_isRefused() throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            cluster.leader();
            TestAuthority foreign = TestAuthority.create("foreign");
            for (LogConfig.Peer peer : cluster.config(1).peers()) {
                InetSocketAddress port = new InetSocketAddress(peer.host(), peer.port());
                assertTrue(RawTls.served(RawTls.with(cluster.config(1).tls()), port));
                assertFalse(RawTls.servedInPlainText(port));
                assertFalse(RawTls.served(RawTls.anonymous(), port));
                assertFalse(
                        RawTls.served(
                                RawTls.with(foreign.issue(dir.resolve("foreign"), "127.0.0.1")),
                                port));
                assertFalse(
                        RawTls.served(
                                RawTls.with(
                                        cluster.authority()
                                                .issue(dir.resolve("no-peer"), "127.0.0.9")),
                                port));
            }
        }
    }

    private static void refused(Executable call) {
        Throwable refusal = assertThrows(Exception.class, call);
        StringBuilder all = new StringBuilder();
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            all.append(cause).append('\n');
        }
        assertTrue(all.toString().contains("UNIMPLEMENTED"), all::toString);
    }
}
