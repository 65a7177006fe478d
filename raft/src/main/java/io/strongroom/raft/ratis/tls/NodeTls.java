package io.strongroom.raft.ratis.tls;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Mutual TLS 1.3 for every Ratis service: whoever reaches the port without it could write to the
 * log. Thread-safe.
 *
 * <p>The files are looked at every second. A new set that fits together is used by every handshake
 * from then on; one that does not is refused, with a line in the log, and the old one stays. A set
 * must be found the same twice before it is judged, because its files are written one after the
 * other.
 */
public final class NodeTls implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeTls.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final LogConfig.TlsFiles files;
    private final String host;
    private final InstantSource clock;
    private final CurrentIdentity identity;
    private final PeerTrustManager trust;
    private final ScheduledThreadPoolExecutor watcher;
    private String seen;
    private String refused = "";

    private NodeTls(
            LogConfig.TlsFiles files,
            String host,
            InstantSource clock,
            NodeIdentity first,
            Supplier<Set<String>> peerHosts) {
        this.files = files;
        this.host = host;
        this.clock = clock;
        this.identity = new CurrentIdentity(first);
        this.trust = new PeerTrustManager(() -> identity.get().trust(), peerHosts);
        this.seen = first.digest();
        this.watcher =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("node-certificate").factory());
    }

    /**
     * Reads this node's files.
     *
     * @param host under which the other nodes reach this one; its certificate must name it
     * @param peerHosts the hosts of the members, asked at every handshake; this node's among them
     * @throws RaftException naming the file that cannot be used
     */
    public static NodeTls open(
            LogConfig.TlsFiles files, String host, Supplier<Set<String>> peerHosts)
            throws RaftException {
        return open(files, host, peerHosts, InstantSource.system());
    }

    static NodeTls open(
            LogConfig.TlsFiles files,
            String host,
            Supplier<Set<String>> peerHosts,
            InstantSource clock)
            throws RaftException {
        try {
            NodeIdentity first = NodeIdentity.of(PemFiles.read(files), host, clock.instant());
            return new NodeTls(files, host, clock, first, peerHosts);
        } catch (UnusableIdentityException e) {
            throw new RaftException(
                    Outcome.NOT_APPENDED,
                    e.getMessage() + ": correct the cluster's TLS settings",
                    e);
        }
    }

    /** What Ratis' server and clients need to speak as this node, now and after every exchange. */
    public Parameters parameters() {
        GrpcTlsConfig tls =
                GrpcTlsConfig.newBuilder()
                        .setKeyManager(identity)
                        .setTrustManager(trust)
                        .setMutualTls(true)
                        // The one that takes any key or trust manager and needs no native code.
                        .setSslProvider(SslProvider.JDK)
                        .setProtocols("TLSv1.3")
                        .build();
        Parameters parameters = new Parameters();
        GrpcConfigKeys.TLS.setConf(parameters, tls);
        GrpcConfigKeys.Server.setTlsConf(parameters, tls);
        GrpcConfigKeys.Client.setTlsConf(parameters, tls);
        GrpcConfigKeys.Admin.setTlsConf(parameters, tls);
        GrpcConfigKeys.Server.setServicesCustomizer(parameters, new PeerServices());
        return parameters;
    }

    /** When the certificate that new handshakes show expires. */
    public Instant certificateExpires() {
        return identity.get().notAfter();
    }

    /**
     * Looks at the files from now on.
     *
     * @param exchanged called on this object's own thread after each exchange, for connections that
     *     still show the old certificate; may block
     */
    public void watch(Runnable exchanged) {
        long period = PERIOD.toMillis();
        var _ =
                watcher.scheduleWithFixedDelay(
                        () -> {
                            try {
                                if (look()) {
                                    exchanged.run();
                                }
                            } catch (RuntimeException e) {
                                // A task that throws would never be run again.
                                log.atError().setCause(e).log("node_certificate_watch_failed");
                            }
                        },
                        period,
                        period,
                        TimeUnit.MILLISECONDS);
    }

    /** Whether another identity is in use since this call. */
    synchronized boolean look() {
        PemFiles found;
        try {
            found = PemFiles.read(files);
        } catch (UnusableIdentityException e) {
            refuse("unreadable", e);
            return false;
        }
        String digest = found.digest();
        boolean settled = digest.equals(seen);
        seen = digest;
        if (!settled || digest.equals(identity.get().digest())) {
            return false;
        }
        try {
            NodeIdentity next = NodeIdentity.of(found, host, clock.instant());
            refused = "";
            identity.exchange(next);
            log.atInfo()
                    .addKeyValue("certificate", files.certificate())
                    .addKeyValue("notAfter", next.notAfter())
                    .log("node_certificate_reloaded");
            return true;
        } catch (UnusableIdentityException e) {
            refuse(digest, e);
            return false;
        }
    }

    /** Says so once for each content, not at every look. */
    private void refuse(String content, UnusableIdentityException why) {
        if (!content.equals(refused)) {
            refused = content;
            log.atError()
                    .addKeyValue("reason", why.getMessage())
                    .addKeyValue("keptUntil", certificateExpires())
                    .log("node_certificate_refused");
        }
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
