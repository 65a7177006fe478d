package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogConfig.TlsFiles;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.ratis.tls.NodeTls;
import io.strongroom.raft.testing.TestAuthority;

import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcUtil;
import org.apache.ratis.thirdparty.io.grpc.Server;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;

class ResumptionIT {
    @TempDir private Path dir;

    @Test
    void connect_againAfterLeavingTheCluster_isRefusedInSpiteOfTheOldSession()
            throws RaftException, IOException, InterruptedException {
        TestAuthority authority = TestAuthority.create("authority");
        AtomicReference<Set<String>> members =
                new AtomicReference<>(Set.of("127.0.0.1", "127.0.0.2"));
        TlsFiles own = authority.issue(dir.resolve("1"), "127.0.0.1");
        // One context, as a client has it: with the tickets of its earlier connections.
        SSLContext other = RawTls.with(authority.issue(dir.resolve("2"), "127.0.0.2"));
        try (NodeTls tls = NodeTls.open(own, "127.0.0.1", members::get)) {
            Server server =
                    NettyServerBuilder.forAddress(
                                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
                            .sslContext(
                                    GrpcUtil.buildSslContextForServer(
                                            GrpcConfigKeys.TLS.conf(tls.parameters())))
                            .build()
                            .start();
            try {
                InetSocketAddress port =
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.getPort());
                assertTrue(RawTls.served(other, port));
                assertEquals(
                        "CN=node 127.0.0.1",
                        RawTls.shown(other, port).getSubjectX500Principal().getName());
                assertTrue(RawTls.served(other, port));
                members.set(Set.of("127.0.0.1"));
                assertFalse(RawTls.served(other, port));
            } finally {
                server.shutdownNow().awaitTermination();
            }
        }
    }
}
