package io.strongroom.server.admin;

import static io.strongroom.server.admin.CeremonyBench.JOINS;
import static io.strongroom.server.admin.CeremonyBench.KEY;
import static io.strongroom.server.admin.CeremonyBench.fingerprint;
import static io.strongroom.server.admin.CeremonyBench.key;
import static io.strongroom.server.admin.CeremonyBench.request;
import static io.strongroom.server.fake.Requests.json;
import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.server.http.ApiResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Requests for the root key: which are taken, how they end, and how many wait for how long. */
final class JoinRequestsTest {
    private final CeremonyBench bench = new CeremonyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void refuse_thenApprove_isTooLate() throws Exception {
        String id = bench.asked("node-2", KEY);
        ApiResponse refused = bench.call("POST", JOINS + "/" + id + "/refuse", "");
        assertEquals("refused", json(refused).get("state").asText());
        assertEquals(409, bench.approve(id, fingerprint(KEY)).status());
        assertEquals("refused", bench.fetched(id).get("state").asText());
        assertEquals(0, bench.home().wraps);
    }

    @Test
    void refuse_ofAnApprovedOne_takesBackWhatItWouldHaveGiven() throws Exception {
        String id = bench.asked("node-2", KEY);
        assertEquals(200, bench.approve(id, fingerprint(KEY)).status());
        for (int i = 0; i < 2; i++) {
            ApiResponse refused = bench.call("POST", JOINS + "/" + id + "/refuse", "");
            assertEquals(200, refused.status(), text(refused));
            assertEquals("refused", json(refused).get("state").asText());
        }
        assertEquals("refused", bench.fetched(id).get("state").asText());
        assertFalse(bench.fetched(id).hasNonNull("wrappedRootKey"));
        assertFalse(id.equals(bench.asked("node-2", KEY)));
    }

    @Test
    void refuse_ofOneThatWasFetched_isTooLate() throws Exception {
        String id = bench.asked("node-2", KEY);
        bench.approve(id, fingerprint(KEY));
        assertTrue(bench.fetched(id).hasNonNull("wrappedRootKey"));
        assertEquals(409, bench.call("POST", JOINS + "/" + id + "/refuse", "").status());
        assertEquals("taken", bench.fetched(id).get("state").asText());
    }

    @Test
    void ask_beyondTwenty_pushesOutWhatIsSettled() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < JoinRequests.MOST; i++) {
            ids.add(bench.asked("node-" + i, KEY));
        }
        bench.call("POST", JOINS + "/" + ids.get(3) + "/refuse", "");
        bench.approve(ids.get(5), fingerprint(KEY));
        var _ = bench.fetched(ids.get(5));
        var _ = bench.asked("one-more", KEY);
        var _ = bench.asked("two-more", KEY);
        assertEquals(429, bench.call("POST", JOINS, request("three-more", KEY)).status());
        assertEquals(404, bench.call("GET", JOINS + "/" + ids.get(3), "").status());
        assertEquals(404, bench.call("GET", JOINS + "/" + ids.get(5), "").status());
        assertEquals("waiting", bench.fetched(ids.get(0)).get("state").asText());
        assertEquals(JoinRequests.MOST, json(bench.call("GET", JOINS, "")).get("value").size());
    }

    @Test
    void ask_again_isTheSameRequestUntilItIsDecided() {
        String id = bench.asked("node-2", KEY);
        assertEquals(id, bench.asked("node-2", KEY));
        assertFalse(id.equals(bench.asked("node-3", KEY)));
        assertFalse(id.equals(bench.asked("node-2", key(2))));
        bench.call("POST", JOINS + "/" + id + "/refuse", "");
        assertFalse(id.equals(bench.asked("node-2", KEY)));
        assertEquals(4, json(bench.call("GET", JOINS, "")).get("value").size());
    }

    @Test
    void ask_beyondTwenty_isThrottledUntilTheyAreForgotten() {
        for (int i = 0; i < JoinRequests.MOST; i++) {
            bench.asked("node-" + i, KEY);
        }
        assertEquals(429, bench.call("POST", JOINS, request("one-more", KEY)).status());
        bench.pass(JoinRequests.KEPT);
        String id = bench.asked("one-more", KEY);
        assertEquals(1, json(bench.call("GET", JOINS, "")).get("value").size());
        bench.pass(JoinRequests.KEPT);
        assertEquals(404, bench.call("GET", JOINS + "/" + id, "").status());
    }

    @Test
    void ask_whatIsNoKey_isRefused() {
        for (String body :
                List.of(
                        request("node-2", new byte[] {1}),
                        request("a b", KEY),
                        "{\"nodeName\":\"n\",\"publicKey\":\"%\"}",
                        "{\"nodeName\":\"n\"}",
                        "{}")) {
            assertEquals(400, bench.call("POST", JOINS, body).status(), body);
        }
        assertEquals(404, bench.call("GET", JOINS + "/nothing", "").status());
        assertEquals(404, bench.call("GET", JOINS + "/a/b/c", "").status());
        assertEquals(404, bench.call("POST", JOINS + "/a/give", "").status());
        assertEquals(405, bench.call("DELETE", JOINS, "").status());
        assertEquals(405, bench.call("POST", "/admin/v1/hsm", "").status());
    }
}
