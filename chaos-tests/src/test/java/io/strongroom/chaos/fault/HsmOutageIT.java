package io.strongroom.chaos.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.client.http.Answer;
import io.strongroom.client.http.Call;
import io.strongroom.client.transport.NoAnswerException;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What docs/operations.md says of a node whose root key is away: its token is gone, or its HSM
 * takes calls and does not answer. Each time it is the leader's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HsmOutageIT {
    private static final String VAULT = "default";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Long enough to look at what is served meanwhile. */
    private static final String GRACE = "PT80S";

    /** The stated time of a call into the HSM, and what a busy machine adds. */
    private static final Duration A_CALL = Duration.ofSeconds(10 + 7);

    /** Without a call into the HSM, on a machine that may stand still for seconds. */
    private static final Duration AT_ONCE = Duration.ofSeconds(8);

    private static final int CALLS_INTO_THE_HSM = 8;
    private static final int FAILED_USES = 40;

    private NodeApi api;

    @BeforeAll
    void start() throws IOException {
        Assumptions.assumeTrue(
                System.getenv("CI") != null || Files.isExecutable(Path.of("/usr/bin/cc")),
                "no C compiler: install gcc to have an HSM that hangs tested");
        api = Clusters.up("hsm-outage", "", "--root-key", "pkcs11");
        api.cluster().down();
        for (int node : api.nodes()) {
            HsmGate.install(api.folder(node));
            Path configuration = api.folder(node).resolve("node.yaml");
            String text = Files.readString(configuration);
            Files.writeString(
                    configuration,
                    text.replace("rootKey:\n", "rootKey:\n  grace: " + GRACE + "\n"));
        }
        api.cluster().upAgain();
        int node = api.awaitLeader();
        api.eventually(node, api.set(VAULT, "kept", "value"), PATIENCE);
        api.done(node, create("in-hsm", "EC-HSM"));
        api.done(node, create("in-software", "EC"));
    }

    @AfterAll
    void stop() throws IOException {
        if (api != null) {
            api.close();
        }
    }

    private Call create(String key, String kty) {
        return api.use(
                VAULT, "/keys/" + key + "/create", "{\"kty\":\"" + kty + "\",\"crv\":\"P-256\"}");
    }

    private Call sign(String key) {
        String digest = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
        return api.use(
                VAULT,
                "/keys/" + key + "/sign",
                "{\"alg\":\"ES256\",\"value\":\"" + digest + "\"}");
    }

    private Call get() {
        return api.read(VAULT, "/secrets/kept");
    }

    private int status(int node, Call call) {
        return api.send(node, call).status();
    }

    /** The leader, with everything unwrapped that it will be asked for. */
    private int leaderWithAll() throws IOException {
        int node = api.awaitLeader();
        for (Call call : List.of(sign("in-hsm"), sign("in-software"), get())) {
            api.eventually(node, call, PATIENCE);
        }
        return node;
    }

    @Test
    void token_whenItIsGone_leavesTheNodeWithWhatNeedsNoHsmUntilTheGraceIsOver()
            throws IOException {
        int node = leaderWithAll();
        long before = Files.size(log(node));
        Path tokens = api.folder(node).resolve("tokens");
        Path away = tokens.resolveSibling("tokens-away");
        Files.move(tokens, away);
        try {
            Await.until("a 503", PATIENCE, () -> status(node, sign("in-hsm")) == 503);
            awaitUnfit(node);
            assertServesWithoutItsHsm(node, "token");
            for (int i = 0; i < FAILED_USES; i++) {
                assertEquals(503, status(node, sign("in-hsm")));
            }
            assertToldOnce(node, before);
            Await.until(
                    "the grace is over",
                    PATIENCE,
                    () -> status(node, get()) == 503 && status(node, sign("in-software")) == 503);
            api.done(node, api.read(VAULT, "/secrets"));
            api.done(node, api.change("DELETE", VAULT, "/secrets/token"));
            assertOthersServe(node);
        } finally {
            Files.move(away, tokens);
        }
        assertComesBack(node);
    }

    @Test
    void module_whenItHangs_keepsNobodyWaitingLongerThanStated()
            throws IOException, InterruptedException, ExecutionException, NoAnswerException {
        int node = leaderWithAll();
        long before = Files.size(log(node));
        HsmGate.close(api.folder(node));
        try {
            for (Timed one : together(node, 2 * CALLS_INTO_THE_HSM)) {
                assertRefused(one, A_CALL);
            }
            // Whatever is asked now would be one call more than the module takes.
            for (Timed one : together(node, FAILED_USES)) {
                assertRefused(one, AT_ONCE);
            }
            awaitUnfit(node);
            assertServesWithoutItsHsm(node, "hang");
            assertToldOnce(node, before);
            assertOthersServe(node);
            try (Transport smart = api.cluster().transport(Tuning.defaults())) {
                assertEquals(200, smart.send(sign("in-hsm")).answer().status());
            }
        } finally {
            HsmGate.open(api.folder(node));
        }
        assertComesBack(node);
    }

    private record Timed(Answer answer, Duration took) {}

    private List<Timed> together(int node, int count)
            throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Timed>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                calls.add(
                        threads.submit(() -> {
                            long begin = System.nanoTime();
                            Answer answer = api.send(node, sign("in-hsm"));
                            return new Timed(answer, Duration.ofNanos(System.nanoTime() - begin));
                        }));
            }
            List<Timed> all = new ArrayList<>();
            for (Future<Timed> call : calls) {
                all.add(call.get());
            }
            return all;
        }
    }

    private static void assertRefused(Timed one, Duration within) {
        assertEquals(503, one.answer().status(), () -> NodeApi.text(one.answer()));
        assertTrue(one.answer().header("Retry-After").isPresent());
        assertTrue(one.took().compareTo(within) < 0, one.took()::toString);
    }

    private void awaitUnfit(int node) {
        Await.until(
                "it says so in its health",
                PATIENCE,
                () -> api.unready(node).filter(why -> why.contains("root key")).isPresent());
        Await.until(
                "another leads",
                PATIENCE,
                () -> api.leader().filter(leader -> leader != node).isPresent());
    }

    /** Secrets, keys in software and public halves; what needs the HSM is refused. */
    private void assertServesWithoutItsHsm(int node, String name) {
        assertEquals("value", api.value(node, VAULT, "kept"));
        api.done(node, api.set(VAULT, name, "set meanwhile"));
        api.done(node, sign("in-software"));
        String nothing = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
        Call verify =
                api.use(
                        VAULT,
                        "/keys/in-hsm/verify",
                        "{\"alg\":\"ES256\",\"digest\":\"%s\",\"value\":\"%s\"}"
                                .formatted(nothing.substring(0, 43), nothing));
        assertEquals("false", api.done(node, verify).get("value").asText());
        Answer refused = api.send(node, create("new-in-hsm", "EC-HSM"));
        assertEquals(503, refused.status(), () -> NodeApi.text(refused));
        assertTrue(refused.header("Retry-After").isPresent());
    }

    private void assertOthersServe(int node) {
        for (int other : api.nodes()) {
            if (other != node) {
                api.done(other, sign("in-hsm"));
                api.done(other, get());
            }
        }
    }

    private void assertComesBack(int node) {
        Await.until("it is ready", PATIENCE, () -> api.unready(node).isEmpty());
        for (Call call : List.of(sign("in-hsm"), sign("in-software"), get())) {
            api.eventually(node, call, PATIENCE);
        }
    }

    private Path log(int node) {
        return api.folder(node).resolve("node.log");
    }

    /** Whoever reads the log learns of an outage, and not of each call that it cost. */
    private void assertToldOnce(int node, long from) throws IOException {
        // A char for a byte; whatever comes in between, of elections and slow machines, is left
        // out.
        List<String> since = ours(Files.readString(log(node), ISO_8859_1).substring((int) from));
        List<String> told =
                since.stream()
                        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                        .filter(line -> !line.contains("event=leadership_not_"))
                        .toList();
        for (String event :
                List.of(
                        "hsm_key_failed",
                        "root_key_unavailable",
                        "obstacle_met cause=\"ROOT_KEY\"")) {
            long times = told.stream().filter(line -> line.contains("event=" + event)).count();
            assertEquals(1, times, () -> event + " in\n" + String.join("\n", told));
        }
        assertTrue(told.size() <= 10, () -> String.join("\n", told));
        assertTrue(
                since.stream().noneMatch(line -> line.startsWith("\tat ")),
                () -> String.join("\n", since));
    }

    /** Without what libraries say, and their stack traces. */
    private static List<String> ours(String log) {
        List<String> lines = new ArrayList<>();
        boolean ofLibrary = false;
        for (String line : log.lines().toList()) {
            if (line.contains(" event=")) {
                ofLibrary = line.contains(" event=library ");
            }
            if (!ofLibrary) {
                lines.add(line);
            }
        }
        return lines;
    }
}
