package io.strongroom.chaos.bench;

import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Signing and wrapping, each round in turn with {@code openssl speed}, so that a machine whose
 * speed changes does not favour one: on one thread of this process and one core, the same for both,
 * and through HTTPS with the cluster's leader alone being asked by {@link H2Load}, on all cores.
 * What is signed through HTTPS for each second of the node's processor time is compared with one of
 * openssl's processes.
 */
final class Keys {
    /** Before it the node's compiler takes a part of the processor time that is measured. */
    private static final Duration WARM_UP = Duration.ofSeconds(40);

    private static final double SECOND_MICROS = 1e6;
    private static final byte[] DIGEST = new byte[32];

    private final DevCluster cluster;
    private final int rounds;
    private final Duration time;
    private final KeyEngine engine = KeyEngines.fastest();

    Keys(DevCluster cluster, int rounds, Duration time) {
        this.cluster = cluster;
        this.rounds = rounds;
        this.time = time;
    }

    /**
     * What is signed with.
     *
     * @param openssl its name for {@code openssl speed}
     * @param create the body that makes such a key
     */
    private record Kind(
            String label,
            KeySpec spec,
            SignatureAlgorithm algorithm,
            String openssl,
            String create) {
        /** What asks for a signature. */
        String body() {
            return "{\"alg\":\"%s\",\"value\":\"%s\"}".formatted(algorithm.jwa(), base64(DIGEST));
        }
    }

    private static final List<Kind> KINDS =
            List.of(
                    new Kind(
                            "RSA-2048 sign",
                            new KeySpec.Rsa(2048),
                            SignatureAlgorithm.RS256,
                            "rsa2048",
                            "{\"kty\":\"RSA\",\"key_size\":2048}"),
                    new Kind(
                            "P-256 sign",
                            new KeySpec.Ec(Curve.P_256),
                            SignatureAlgorithm.ES256,
                            "ecdsap256",
                            "{\"kty\":\"EC\",\"crv\":\"P-256\"}"));

    /** One round of one row; of openssl empty where it has no counterpart. */
    private record Round(double ours, Optional<Double> openssl, Optional<CpuTime> used) {}

    void run(PrintStream out) throws IOException, InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        out.printf(
                "cores %d, java %s, keys through %s; medians of %d rounds of %d s a side%n%n",
                cores, Runtime.version(), engine.name(), rounds, time.toSeconds());
        out.println(
                "| operation | where | per second | openssl speed | ratio | node's CPU, us each |"
                        + " per core of the node | ratio |");
        out.println("|---|---|---:|---:|---:|---:|---:|---:|");
        try (OneCore core = new OneCore()) {
            for (Kind kind : KINDS) {
                print(out, kind.label(), "in process, 1 thread", inProcess(kind, core));
            }
        }
        try (Transport transport = cluster.transport(Tuning.defaults());
                VaultStore vault = leader(transport)) {
            H2Load load = load(transport);
            for (Kind kind : KINDS) {
                String name = "bench-" + kind.openssl();
                var _ = vault.post("/keys/" + name + "/create", kind.create());
                Use sign = new Use(vault, load, "/keys/" + name + "/sign", kind.body());
                print(out, kind.label(), "HTTPS, one node", throughHttps(sign, kind));
            }
            var _ = vault.post("/keys/bench-oct/create", "{\"kty\":\"oct\",\"key_size\":256}");
            String body = "{\"alg\":\"A256KW\",\"value\":\"%s\"}".formatted(base64(DIGEST));
            Use wrap = new Use(vault, load, "/keys/bench-oct/wrapkey", body);
            print(out, "AES-256 wrapKey", "HTTPS, one node", wraps(wrap));
        }
    }

    private List<Round> inProcess(Kind kind, OneCore core)
            throws IOException, InterruptedException {
        List<Round> all = new ArrayList<>();
        try (KeyPair pair = engine.generate(kind.spec());
                ReadyKey ready = engine.ready(kind.spec(), pair.pkcs8())) {
            var _ = signs(ready, kind.algorithm());
            for (int round = 1; round <= rounds; round++) {
                double openssl = OpensslSpeed.signsPerSecond(kind.openssl(), core, time);
                double ours = signs(ready, kind.algorithm());
                tell(kind.label() + " in process", round, ours);
                all.add(new Round(ours, Optional.of(openssl), Optional.empty()));
            }
        } catch (BadInputException e) {
            throw new IllegalStateException("a pair made here is not to be used", e);
        }
        return all;
    }

    private double signs(ReadyKey key, SignatureAlgorithm algorithm) throws BadInputException {
        long start = System.nanoTime();
        long end = start + time.toNanos();
        long count = 0;
        while (System.nanoTime() < end) {
            if (key.sign(algorithm, DIGEST).length == 0) {
                throw new IllegalStateException("an empty signature");
            }
            count++;
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }

    /** A use of a key through HTTPS. */
    private record Use(VaultStore vault, H2Load load, String path, String body) {
        /** h2load does not look at what it is answered. */
        void requireValue() {
            if (!vault.post(path, body).contains("\"value\":\"")) {
                throw new IllegalStateException("an answer without a value");
            }
        }

        double perSecond(Duration time) throws IOException, InterruptedException {
            return load.perSecond(path + VaultStore.VERSION, body, time);
        }
    }

    private List<Round> throughHttps(Use use, Kind kind) throws IOException, InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        List<Round> all = new ArrayList<>();
        warmUp(use);
        for (int round = 1; round <= rounds; round++) {
            double openssl = OpensslSpeed.signsPerSecond(kind.openssl(), cores, time);
            Round done = measured(use, Optional.of(openssl));
            tell(kind.label() + " through HTTPS", round, done.ours());
            all.add(done);
        }
        return all;
    }

    private List<Round> wraps(Use use) throws IOException, InterruptedException {
        List<Round> all = new ArrayList<>();
        warmUp(use);
        for (int round = 1; round <= rounds; round++) {
            Round done = measured(use, Optional.empty());
            tell("AES-256 wrapKey through HTTPS", round, done.ours());
            all.add(done);
        }
        return all;
    }

    private static void warmUp(Use use) throws IOException, InterruptedException {
        use.requireValue();
        var _ = use.perSecond(WARM_UP);
    }

    /** As many as go. */
    private Round measured(Use use, Optional<Double> openssl)
            throws IOException, InterruptedException {
        List<Long> leader = List.of(cluster.leader().pid().orElseThrow());
        CpuTime before = CpuTime.now(leader);
        double perSecond = use.perSecond(time);
        CpuTime used = CpuTime.now(leader).since(before);
        use.requireValue();
        return new Round(perSecond, openssl, Optional.of(used));
    }

    private VaultStore leader(Transport transport) throws IOException {
        return new VaultStore(
                URI.create(cluster.env("STRONGROOM_VAULT_URI")),
                List.of(leader()),
                1,
                cluster.trust(),
                cluster.tokens(transport));
    }

    private H2Load load(Transport transport) throws IOException {
        return new H2Load(
                URI.create(cluster.env("STRONGROOM_VAULT_URI")),
                leader(),
                cluster.tokens(transport));
    }

    private URI leader() throws IOException {
        return cluster.nodes().get(cluster.leader().node() - 1);
    }

    private void tell(String what, int round, double perSecond) {
        System.err.printf("%s, round %d of %d: %.0f/s%n", what, round, rounds, perSecond);
    }

    private void print(PrintStream out, String label, String where, List<Round> all) {
        List<Double> openssl = all.stream().flatMap(round -> round.openssl().stream()).toList();
        List<Double> micros = all.stream().flatMap(round -> micros(round).stream()).toList();
        out.printf(
                "| %s | %s | %.0f | %s | %s | %s | %s | %s |%n",
                label,
                where,
                median(all.stream().map(Round::ours).toList()),
                medianOf("%.0f", openssl),
                medianOf(
                        "%.2f",
                        all.stream()
                                .flatMap(round ->
                                        round.openssl().stream().map(one -> round.ours() / one))
                                .toList()),
                medianOf("%.0f", micros),
                medianOf("%.0f", micros.stream().map(each -> SECOND_MICROS / each).toList()),
                medianOf("%.2f", all.stream().flatMap(round -> perCore(round).stream()).toList()));
    }

    private Optional<Double> micros(Round round) {
        return round.used().map(used -> used.serverMicros(round.ours() * time.toNanos() / 1e9));
    }

    /** Of openssl's processes, one on each core, each one's share. */
    private Optional<Double> perCore(Round round) {
        int cores = Runtime.getRuntime().availableProcessors();
        return micros(round)
                .flatMap(each ->
                        round.openssl().map(openssl -> SECOND_MICROS / each / (openssl / cores)));
    }

    private static String medianOf(String format, List<Double> all) {
        return all.isEmpty() ? "" : format.formatted(median(all));
    }

    private static double median(List<Double> all) {
        List<Double> sorted = all.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
