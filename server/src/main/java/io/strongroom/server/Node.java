package io.strongroom.server;

import io.strongroom.hsm.DataKeySealer;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.Sealer;
import io.strongroom.raft.LogConfig;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.raft.ratis.RatisLog;
import io.strongroom.server.admin.AdminEndpoint;
import io.strongroom.server.auth.Audiences;
import io.strongroom.server.auth.Authenticator;
import io.strongroom.server.auth.Authority;
import io.strongroom.server.auth.Challenge;
import io.strongroom.server.auth.Gate;
import io.strongroom.server.auth.VerificationKeys;
import io.strongroom.server.auth.issuer.IssuerEndpoint;
import io.strongroom.server.config.ClusterSettings;
import io.strongroom.server.config.NodeConfig;
import io.strongroom.server.duty.Bootstrap;
import io.strongroom.server.duty.RootRewraps;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.ApiServer;
import io.strongroom.server.http.CommonHeaders;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.server.replication.Freshness;
import io.strongroom.server.replication.InvariantViolation;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.server.secret.SecretHandler;
import io.strongroom.server.telemetry.Health;
import io.strongroom.server.telemetry.MeteredSealer;
import io.strongroom.server.telemetry.Metrics;
import io.strongroom.server.telemetry.OperationsEndpoint;
import io.strongroom.server.telemetry.StateGauges;
import io.strongroom.storage.Storage;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.command.IssuerKey;
import io.strongroom.storage.rocks.NativeLibrary;
import io.strongroom.storage.rocks.RocksStorage;
import io.strongroom.storage.view.StateView;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One node, wired by hand from its configuration: the only place that knows every part. */
final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration LOG_TIMEOUT = Duration.ofSeconds(10);

    private final RootKeys rootKeys;
    private final Sealer sealer;
    private final NodeKeys keys;
    private final Storage storage;
    private final ReplicatedLog log;
    private final Metrics metrics;

    /** As last told: asking the log for its whole status is too dear for every answer. */
    private final AtomicReference<Optional<Integer>> leader =
            new AtomicReference<>(Optional.empty());

    private final Health health;
    private final ApiServer api;
    private final Duties duties;

    /** What the tests put another one in for. */
    record Surroundings(InstantSource clock, Consumer<String> halt, Consumer<String> refuse) {}

    /**
     * Opens everything, in the order in which it can refuse.
     *
     * @throws StartupException when the node must not start as it is
     */
    Node(NodeConfig config, RootKeys rootKeys, Surroundings surroundings) throws StartupException {
        InstantSource clock = surroundings.clock();
        this.rootKeys = rootKeys;
        this.metrics = new Metrics();
        DataKeySealer dataKeys = new DataKeySealer(rootKeys.ring());
        this.sealer = new MeteredSealer(dataKeys, metrics);
        this.storage = openStorage(config);
        RatisLog ratis =
                new RatisLog(logConfig(config), storage.stateMachine(), surroundings.halt());
        this.log = ratis;
        this.health = new Health(config.node().id(), log);
        Freshness freshness = new Freshness(System::nanoTime);
        ReadGateway reads = new ReadGateway(log, storage, freshness);
        CommandGateway commands =
                new CommandGateway(
                        log,
                        new CommandGateway.Self(config.node().id(), clock),
                        fromView(StateView::featureLevel)::get,
                        freshness,
                        metrics::commit);
        PublicNames names = new PublicNames(config.names());
        Authority authority = Authority.of(config.names().authority(), config.tokens().tenant());
        Audiences audiences = Audiences.of(config.names(), config.tokens());
        Supplier<List<IssuerKey>> issuerKeys = fromView(StateView::issuerKeys);
        VerificationKeys tokenKeys = new VerificationKeys(issuerKeys);
        Authenticator authenticator = new Authenticator(authority, audiences, tokenKeys, clock);
        Gate gate = new Gate(authenticator, Challenge.of(authority, audiences));
        NodeIssuer nodeIssuer = new NodeIssuer(storage, sealer);
        this.keys =
                new NodeKeys(
                        commands,
                        new NodeKeys.Kept(rootKeys, sealer),
                        new NodeKeys.Releasing(config.release(), nodeIssuer.releaseSigner()),
                        names,
                        clock);
        VaultService vaults =
                new VaultService(
                        names,
                        gate,
                        reads,
                        new Resources(
                                new SecretHandler(commands, sealer, names, new RandomVersionIds()),
                                keys.handler()),
                        new VaultService.Signals(metrics, health.obstacles()));
        AdminEndpoint admin =
                NodeAdmin.endpoint(
                        config,
                        gate,
                        new NodeAdmin.Parts(rootKeys, log, storage, reads, commands, health),
                        metrics);
        IssuerEndpoint issuer =
                nodeIssuer.endpoint(
                        config, new NodeIssuer.Names(authority, audiences), tokenKeys, clock);
        this.api =
                api(
                        config,
                        halting(
                                new FrontDoor(
                                        names,
                                        new OperationsEndpoint(health, metrics),
                                        admin,
                                        health.obstacles(),
                                        issuer,
                                        vaults),
                                surroundings.halt()));
        Bootstrap bootstrap =
                new Bootstrap(
                        config.cluster().id(),
                        config.bootstrap(),
                        rootKeys.ring(),
                        sealer,
                        commands);
        Opening opening = new Opening(config.cluster(), rootKeys.ring(), bootstrap, reads, health);
        this.duties =
                new Duties(
                        round -> opening.round(round, log.status()),
                        together(
                                NodeDuties.of(
                                        config,
                                        new NodeDuties.Parts(
                                                rootKeys,
                                                new RootRewraps(sealer, keys.rewraps()),
                                                () -> wipeUnwrapped(dataKeys, keys),
                                                storage,
                                                log,
                                                reads,
                                                commands,
                                                health,
                                                clock),
                                        metrics),
                                keys.duties(log, reads, commands)),
                        new Duties.Ends(surroundings.halt(), surroundings.refuse()));
        metrics.watch(log, storage);
        metrics.certificate("https", () -> Optional.of(api.certificateExpires()));
        metrics.certificate("raft", ratis::certificateExpires);
        StateGauges.register(metrics, config.node().id(), log, storage, health.obstacles());
    }

    private static List<Duties.Duty> together(List<Duties.Duty> one, List<Duties.Duty> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private static void wipeUnwrapped(DataKeySealer dataKeys, NodeKeys keys) {
        dataKeys.forgetDataKeys();
        keys.forget();
    }

    /** Our own bug ends the node, whichever request met it. */
    private static Function<ApiRequest, ApiResponse> halting(
            Function<ApiRequest, ApiResponse> handler, Consumer<String> halt) {
        return request -> {
            try {
                return handler.apply(request);
            } catch (InvariantViolation e) {
                halt.accept("this program is wrong: " + e.getMessage());
                throw e;
            }
        };
    }

    /** Joins the cluster and serves; returns at once, the node turns ready by itself. */
    void start() throws StartupException {
        log.onLeaderChange(now -> {
            leader.set(now);
            metrics.leaderChanged();
            LOG.atInfo()
                    .addKeyValue("leader", now.map(Object::toString).orElse("none"))
                    .log("leader_changed");
        });
        try {
            log.start();
        } catch (RaftException e) {
            throw new StartupException(
                    e.getMessage() == null ? "the log failed" : e.getMessage(), e);
        }
        duties.start();
        try {
            api.start();
        } catch (IOException e) {
            throw new StartupException(
                    e.getMessage() == null ? "the listener failed" : e.getMessage(), e);
        }
    }

    private ApiServer api(NodeConfig config, Function<ApiRequest, ApiResponse> frontDoor)
            throws StartupException {
        try {
            return new ApiServer(
                    config.http(), new CommonHeaders(config.node().id(), leader::get), frontDoor);
        } catch (IOException e) {
            throw new StartupException(
                    e.getMessage() == null ? "the listener failed" : e.getMessage(), e);
        }
    }

    private Storage openStorage(NodeConfig config) throws StartupException {
        Storage opened;
        NativeLibrary.loadFrom(config.node().dataDir().resolve("native"));
        try {
            opened =
                    RocksStorage.open(
                            config.node().dataDir().resolve("state"),
                            config.replicas().compareEvery());
        } catch (StorageException e) {
            throw new StartupException(
                    e.getMessage() == null ? "the database failed" : e.getMessage(), e);
        }
        try (StateView view = opened.view()) {
            Optional<String> mismatch =
                    RootKeyCheck.mismatch(view, config.cluster(), rootKeys.ring());
            if (mismatch.isPresent()) {
                throw new StartupException(mismatch.get());
            }
            return opened;
        } catch (HsmException e) {
            if (e.kind() != HsmException.Kind.UNAVAILABLE) {
                throw new StartupException("the root key does not answer: " + e.getMessage(), e);
            }
            rootKeys.seal(e); // The log needs no HSM: the opening compares when it is back.
            return opened;
        }
    }

    private static LogConfig logConfig(NodeConfig config) {
        ClusterSettings cluster = config.cluster();
        return new LogConfig(
                cluster.id(),
                config.node().id(),
                cluster.peers().stream()
                        .map(peer -> new LogConfig.Peer(peer.id(), peer.host(), peer.port()))
                        .toList(),
                cluster.join(),
                config.node().dataDir().resolve("raft"),
                new LogConfig.TlsFiles(
                        cluster.certificate(), cluster.privateKey(), cluster.trusted()),
                LOG_TIMEOUT);
    }

    private <T> Supplier<T> fromView(Function<StateView, T> reader) {
        return () -> withView(reader);
    }

    private <T> T withView(Function<StateView, T> reader) {
        try (StateView view = storage.view()) {
            return reader.apply(view);
        }
    }

    /**
     * Says that it goes, hands leadership over while it still serves, drains requests, closes the
     * data. In this order a request that is under way meets no election.
     */
    @Override
    public void close() {
        health.stopping();
        duties.close();
        api.drain();
        Leaving.handOver(log);
        api.close();
        log.close();
        storage.close();
        keys.close();
        sealer.close();
        rootKeys.close();
        metrics.close();
    }
}
