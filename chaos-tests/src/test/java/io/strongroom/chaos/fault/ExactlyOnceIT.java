package io.strongroom.chaos.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.client.api.Headers;
import io.strongroom.client.http.Call;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.time.Duration;

/**
 * A change sent again under its request id happens once, whatever became of the nodes meanwhile.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExactlyOnceIT {
    private static final String VAULT = "default";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private NodeApi api;

    @BeforeAll
    void start() throws IOException {
        api = Clusters.up("once", "");
    }

    @AfterAll
    void stop() throws IOException {
        api.close();
    }

    @Test
    void set_sentAgainThroughOtherNodes_makesOneVersion() {
        Call set = api.set(VAULT, "elsewhere", "value");
        String first = NodeApi.version(api.done(1, set));
        for (int node : api.nodes()) {
            assertEquals(first, NodeApi.version(api.done(node, set)));
            assertEquals(
                    "accepted",
                    api.patiently(node, set)
                            .header(Headers.REPEATABILITY_RESULT)
                            .orElse("nothing"));
        }
        assertOneVersion("elsewhere");
    }

    @Test
    void set_withAnotherBodyUnderTheSameId_isRefused() {
        Call set = api.set(VAULT, "other-body", "value");
        String id = set.header(Headers.REPEATABILITY_REQUEST_ID).orElseThrow();
        api.done(1, set);
        Call other =
                api.set(VAULT, "other-body", "another").with(Headers.REPEATABILITY_REQUEST_ID, id);
        for (int node : api.nodes()) {
            assertEquals(409, api.patiently(node, other).status());
        }
        assertOneVersion("other-body");
        assertEquals("value", api.value(2, VAULT, "other-body"));
    }

    @Test
    void set_sentAgainAfterLossOfTheLeaderAndRestartOfAll_makesOneVersion() throws IOException {
        Call set = api.set(VAULT, "restarted", "value");
        int leader = api.awaitLeader();
        String first = NodeApi.version(api.done(leader, set));
        api.cluster().node("kill", leader);
        int survivor = 1 + leader % api.nodes().size();
        api.eventually(survivor, set, PATIENCE);
        assertEquals(first, NodeApi.version(api.done(survivor, set)));
        api.cluster().node("start", leader);
        assertEquals(first, NodeApi.version(api.done(leader, set)));

        api.cluster().down();
        api.cluster().upAgain();
        for (int node : api.nodes()) {
            api.eventually(node, set, PATIENCE);
            assertEquals(first, NodeApi.version(api.done(node, set)));
        }
        assertOneVersion("restarted");
    }

    private void assertOneVersion(String name) {
        for (int node : api.nodes()) {
            assertEquals(
                    1,
                    api.done(node, api.read(VAULT, "/secrets/" + name + "/versions"))
                            .get("value")
                            .size());
        }
    }
}
