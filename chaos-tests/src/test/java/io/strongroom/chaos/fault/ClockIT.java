package io.strongroom.chaos.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.Await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Wall clocks far off: one alone moves nothing and hinders nothing, and only a majority makes what
 * was deleted due. Nodes are told their time by a preloaded library.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClockIT {
    private static final String VAULT = "brief";
    private static final Duration YEARS = Duration.ofDays(3650);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BEYOND_RETENTION = Duration.ofDays(8);

    /** In this time every node has told the log its clock, and a purge would have come. */
    private static final double SECONDS_WATCHED = 8;

    private NodeApi api;

    @BeforeAll
    void start() throws IOException {
        Assumptions.assumeTrue(
                System.getenv("CI") != null || Files.isExecutable(Path.of("/usr/bin/cc")),
                "no C compiler: install gcc to have clocks tested");
        api =
                Clusters.up(
                        "clock",
                        "",
                        Map.of("LD_PRELOAD", WallClocks.library().toString()),
                        "--vault",
                        "brief:7");
    }

    @AfterAll
    void stop() throws IOException {
        if (api != null) {
            api.close();
        }
    }

    @AfterEach
    void setClocksRight() throws IOException {
        for (int node : api.nodes()) {
            WallClocks.set(api.folder(node), Duration.ZERO);
        }
    }

    @Test
    @Order(1)
    void purge_whileTheLeadersClockIsYearsAhead_doesNotCome() throws IOException {
        assertNothingIsPurgedOrBlocked("ahead", YEARS);
    }

    @Test
    @Order(2)
    void changes_whileTheLeadersClockIsYearsBehind_goOn() throws IOException {
        assertNothingIsPurgedOrBlocked("behind", YEARS.negated());
    }

    private void assertNothingIsPurgedOrBlocked(String name, Duration offset) throws IOException {
        int wrong = api.awaitLeader();
        api.done(wrong, api.set(VAULT, name, "deleted"));
        api.done(wrong, api.change("DELETE", VAULT, "/secrets/" + name));
        WallClocks.set(api.folder(wrong), offset);
        Await.until(
                "it says so in its health",
                PATIENCE,
                () -> api.unready(wrong).filter(why -> why.contains("clock")).isPresent());
        Await.until(
                "another leads",
                PATIENCE,
                () -> api.leader().filter(node -> node != wrong).isPresent());
        List<Integer> right = api.nodes().stream().filter(node -> node != wrong).toList();
        double from = quorumSeconds(right.getFirst());
        Await.until(
                "time goes on",
                PATIENCE,
                () -> quorumSeconds(right.getFirst()) > from + SECONDS_WATCHED);
        assertEquals(System.currentTimeMillis() / 1000.0, quorumSeconds(right.getFirst()), 30);
        for (int node : right) {
            api.eventually(node, api.set(VAULT, "written-" + name, "through " + node), PATIENCE);
            api.done(node, api.read(VAULT, "/deletedsecrets/" + name));
        }
        Await.until(
                "it counts itself",
                PATIENCE,
                () -> api.metric(wrong, "strongroom_clock_suspect") == 1);
    }

    @Test
    @Order(3)
    void purge_onceAMajorityIsBehindTheRetention_comesAndTimeStaysWhereItIs() throws IOException {
        // The clocks were set right a moment ago: quorum time must not depend on who is suspected.
        int before = api.awaitLeader();
        api.eventually(before, api.set(VAULT, "due", "deleted"), PATIENCE);
        api.eventually(before, api.change("DELETE", VAULT, "/secrets/due"), PATIENCE);
        for (int node : api.nodes()) {
            WallClocks.set(api.folder(node), BEYOND_RETENTION);
        }
        NodeApi later = api.withFreshToken();
        Await.until(
                "the deleted secret is purged",
                PATIENCE,
                () ->
                        later.send(later.awaitLeader(), later.read(VAULT, "/deletedsecrets/due"))
                                        .status()
                                == 404);
        double due = System.currentTimeMillis() / 1000.0 + Duration.ofDays(7).toSeconds();
        // Not the node that answered, perhaps: it applies that a moment later.
        Await.until("the time is everywhere", PATIENCE, () -> quorumSeconds(1) > due);
        double reached = quorumSeconds(1);

        setClocksRight();
        NodeApi again = api.withFreshToken();
        for (int node : api.nodes()) {
            again.eventually(node, again.set(VAULT, "after", "through " + node), PATIENCE);
            again.eventually(node, again.read(VAULT, "/secrets/after"), PATIENCE);
            assertTrue(quorumSeconds(node) >= reached, "time never goes back");
        }
    }

    private double quorumSeconds(int node) {
        return api.metric(node, "strongroom_quorum_time_seconds");
    }
}
