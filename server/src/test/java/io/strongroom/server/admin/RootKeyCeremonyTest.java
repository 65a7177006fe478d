package io.strongroom.server.admin;

import static io.strongroom.server.fake.Requests.json;
import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.FakeRootKey;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.pkcs11.RootKeyInfo;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.telemetry.Metrics;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.RootKeyGeneration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The calls about the root key, down to the HSM. */
final class RootKeyCeremonyTest {
    private static final String JOINS = "/admin/v1/hsm/joins";
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] KEY = key(1);
    private static final String OLD_ROOT = "ffeeddccbbaa99887766554433221100";

    private final MemoryNode node = MemoryNode.founded();
    private final Metrics metrics = new Metrics();
    private final AtomicLong now = new AtomicLong();
    private final FakeRootKey rootKey = new FakeRootKey();
    private final FakeHome home = new FakeHome();
    private List<RootKeyGeneration> older = List.of();
    private final RootKeyCeremony ceremony =
            new RootKeyCeremony(
                    1,
                    () -> new RootKeyCeremony.Current(2, rootKey, Optional.of(home), older),
                    new JoinRequests(now::get));

    @AfterEach
    void close() {
        metrics.close();
        node.close();
    }

    private static byte[] key(int variant) {
        BigInteger n = BigInteger.TWO.pow(3071).add(BigInteger.valueOf(2L * variant + 1));
        return new PublicPart.Rsa(n, BigInteger.valueOf(65537)).subjectPublicKeyInfo();
    }

    private static String fingerprint(byte[] key) throws Exception {
        return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(key));
    }

    /** A token that wraps by turning the bytes around. */
    private static final class FakeHome implements RootKeyHome {
        private static final int LACKED = 9;

        private @Nullable HsmException trouble;
        private int wraps;

        private void trouble() throws HsmException {
            HsmException planted = trouble;
            if (planted != null) {
                throw planted;
            }
        }

        @Override
        public String tokenLabel() {
            return "the token";
        }

        @Override
        public String keyLabel() {
            return "root";
        }

        @Override
        public String keyLabel(int generation) {
            return "root-" + generation;
        }

        @Override
        public List<RootKeyInfo> keys() throws HsmException {
            trouble();
            return List.of(
                    new RootKeyInfo(
                            "root", Optional.of("ab12"), Optional.empty(), true, false, true));
        }

        @Override
        public List<String> mechanisms() throws HsmException {
            trouble();
            return List.of("CKM_RSA_PKCS_OAEP");
        }

        @Override
        public byte[] wrap(int generation, byte[] subjectPublicKeyInfo) throws HsmException {
            trouble();
            if (generation == LACKED) {
                throw new HsmException(HsmException.Kind.CONFIGURATION, "no such key");
            }
            wraps++;
            return new byte[] {1, 2, 3};
        }
    }

    private ApiResponse call(String method, String path, String body) {
        return call(ceremony, method, path, body);
    }

    private ApiResponse call(RootKeyCeremony with, String method, String path, String body) {
        return AdminEndpointTest.endpoint(
                        node,
                        metrics,
                        List.of(TestTokens.OBJECT_ID),
                        new ClusterChanges(node.log(), node.commands()::submitSystem),
                        with)
                .handle(
                        Requests.request(
                                method,
                                "127.0.0.1:8443",
                                path,
                                Map.of("authorization", AdminEndpointTest.token(node)),
                                body));
    }

    private static String request(String name, byte[] key) {
        return "{\"nodeName\":\"%s\",\"publicKey\":\"%s\"}"
                .formatted(name, Base64.getEncoder().encodeToString(key));
    }

    private String asked(String name, byte[] key) {
        ApiResponse response = call("POST", JOINS, request(name, key));
        assertEquals(200, response.status(), text(response));
        assertEquals("waiting", json(response).get("state").asText());
        return json(response).get("id").asText();
    }

    private ApiResponse approve(String id, String typed) {
        return call("POST", JOINS + "/" + id + "/approve", "{\"fingerprint\":\"" + typed + "\"}");
    }

    private JsonNode fetched(String id) {
        ApiResponse response = call("GET", JOINS + "/" + id, "");
        assertEquals(200, response.status(), text(response));
        return json(response);
    }

    @Test
    void approve_theFingerprintThatWasReadOut_givesTheWrappedKeyOnce() throws Exception {
        String id = asked("node-2", KEY);
        assertEquals(32, id.length());
        assertEquals("waiting", fetched(id).get("state").asText());
        String typed = fingerprint(KEY).toUpperCase(Locale.ROOT).replaceAll("(.{4})", "$1 ");
        ApiResponse approved = approve(id, typed);
        assertEquals(200, approved.status(), text(approved));
        assertFalse(json(approved).hasNonNull("wrappedRootKey"), text(approved));
        JsonNode first = fetched(id);
        assertEquals("approved", first.get("state").asText());
        assertEquals("AQID", first.get("wrappedRootKey").asText());
        assertEquals(
                HEX.formatHex(rootKey.fingerprint()), first.get("rootKeyFingerprint").asText());
        JsonNode second = fetched(id);
        assertEquals("taken", second.get("state").asText());
        assertFalse(second.hasNonNull("wrappedRootKey"), second.toString());
        assertEquals(409, approve(id, typed).status());
    }

    @Test
    void approve_anotherFingerprint_isRefusedAndNothingIsWrapped() throws Exception {
        String id = asked("node-2", KEY);
        String right = fingerprint(KEY);
        for (String wrong :
                List.of(fingerprint(key(2)), right.substring(0, 16), right + "00", "", "zz")) {
            assertEquals(400, approve(id, wrong).status(), wrong);
        }
        assertEquals(0, home.wraps);
        assertEquals("waiting", fetched(id).get("state").asText());
    }

    @Test
    void approve_whileTheHsmIsAway_is503AndTheRequestWaitsOn() throws Exception {
        String id = asked("node-2", KEY);
        home.trouble = new HsmException(HsmException.Kind.UNAVAILABLE, "gone");
        ApiResponse away = approve(id, fingerprint(KEY));
        assertEquals(503, away.status());
        assertTrue(away.headers().containsKey("retry-after"));
        home.trouble = new HsmException(HsmException.Kind.CONFIGURATION, "it is not extractable");
        ApiResponse refused = approve(id, fingerprint(KEY));
        assertEquals(409, refused.status());
        assertTrue(text(refused).contains("not extractable"), text(refused));
        home.trouble = null;
        assertEquals(200, approve(id, fingerprint(KEY)).status());
    }

    @Test
    void refuse_thenApprove_isTooLate() throws Exception {
        String id = asked("node-2", KEY);
        ApiResponse refused = call("POST", JOINS + "/" + id + "/refuse", "");
        assertEquals("refused", json(refused).get("state").asText());
        assertEquals(409, approve(id, fingerprint(KEY)).status());
        assertEquals("refused", fetched(id).get("state").asText());
        assertEquals(0, home.wraps);
    }

    @Test
    void refuse_ofAnApprovedOne_takesBackWhatItWouldHaveGiven() throws Exception {
        String id = asked("node-2", KEY);
        assertEquals(200, approve(id, fingerprint(KEY)).status());
        for (int i = 0; i < 2; i++) {
            ApiResponse refused = call("POST", JOINS + "/" + id + "/refuse", "");
            assertEquals(200, refused.status(), text(refused));
            assertEquals("refused", json(refused).get("state").asText());
        }
        assertEquals("refused", fetched(id).get("state").asText());
        assertFalse(fetched(id).hasNonNull("wrappedRootKey"));
        assertFalse(id.equals(asked("node-2", KEY)));
    }

    @Test
    void refuse_ofOneThatWasFetched_isTooLate() throws Exception {
        String id = asked("node-2", KEY);
        approve(id, fingerprint(KEY));
        assertTrue(fetched(id).hasNonNull("wrappedRootKey"));
        assertEquals(409, call("POST", JOINS + "/" + id + "/refuse", "").status());
        assertEquals("taken", fetched(id).get("state").asText());
    }

    @Test
    void ask_beyondTwenty_pushesOutWhatIsSettled() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < JoinRequests.MOST; i++) {
            ids.add(asked("node-" + i, KEY));
        }
        call("POST", JOINS + "/" + ids.get(3) + "/refuse", "");
        approve(ids.get(5), fingerprint(KEY));
        var _ = fetched(ids.get(5));
        var _ = asked("one-more", KEY);
        var _ = asked("two-more", KEY);
        assertEquals(429, call("POST", JOINS, request("three-more", KEY)).status());
        assertEquals(404, call("GET", JOINS + "/" + ids.get(3), "").status());
        assertEquals(404, call("GET", JOINS + "/" + ids.get(5), "").status());
        assertEquals("waiting", fetched(ids.get(0)).get("state").asText());
        assertEquals(JoinRequests.MOST, json(call("GET", JOINS, "")).get("value").size());
    }

    @Test
    void ask_again_isTheSameRequestUntilItIsDecided() {
        String id = asked("node-2", KEY);
        assertEquals(id, asked("node-2", KEY));
        assertFalse(id.equals(asked("node-3", KEY)));
        assertFalse(id.equals(asked("node-2", key(2))));
        call("POST", JOINS + "/" + id + "/refuse", "");
        assertFalse(id.equals(asked("node-2", KEY)));
        assertEquals(4, json(call("GET", JOINS, "")).get("value").size());
    }

    @Test
    void ask_beyondTwenty_isThrottledUntilTheyAreForgotten() {
        for (int i = 0; i < JoinRequests.MOST; i++) {
            asked("node-" + i, KEY);
        }
        assertEquals(429, call("POST", JOINS, request("one-more", KEY)).status());
        now.addAndGet(JoinRequests.KEPT.toNanos());
        String id = asked("one-more", KEY);
        assertEquals(1, json(call("GET", JOINS, "")).get("value").size());
        now.addAndGet(JoinRequests.KEPT.toNanos());
        assertEquals(404, call("GET", JOINS + "/" + id, "").status());
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
            assertEquals(400, call("POST", JOINS, body).status(), body);
        }
        assertEquals(404, call("GET", JOINS + "/nothing", "").status());
        assertEquals(404, call("GET", JOINS + "/a/b/c", "").status());
        assertEquals(404, call("POST", JOINS + "/a/give", "").status());
        assertEquals(405, call("DELETE", JOINS, "").status());
        assertEquals(405, call("POST", "/admin/v1/hsm", "").status());
    }

    @Test
    void status_always_showsWhatTheTokenHolds() {
        JsonNode status = json(call("GET", "/admin/v1/hsm", ""));
        assertEquals("pkcs11", status.get("kind").asText());
        assertEquals("the token", status.get("tokenLabel").asText());
        assertEquals("root", status.at("/keys/0/label").asText());
        assertTrue(status.at("/keys/0/extractable").asBoolean());
        home.trouble = new HsmException(HsmException.Kind.UNAVAILABLE, "gone");
        JsonNode away = json(call("GET", "/admin/v1/hsm", ""));
        assertEquals("gone", away.get("problem").asText());
        assertFalse(away.hasNonNull("keys"));
    }

    @Test
    void ask_ofASoftwareRootKey_saysWhatToDo() {
        RootKeyCeremony software =
                new RootKeyCeremony(
                        1,
                        () -> new RootKeyCeremony.Current(1, rootKey, Optional.empty(), List.of()),
                        new JoinRequests(System::nanoTime));
        ApiResponse response = call(software, "POST", JOINS, request("node-2", KEY));
        assertEquals(400, response.status());
        assertTrue(text(response).contains("copy of the file"), text(response));
        assertEquals(
                "software", json(call(software, "GET", "/admin/v1/hsm", "")).get("kind").asText());
    }

    private static RootKeyGeneration old(int generation, String fingerprint) {
        return new RootKeyGeneration(
                generation,
                Bytes.copyOf(HEX.parseHex(fingerprint)),
                RootKeyGeneration.State.OLD,
                1);
    }

    @Test
    void approve_whileOlderRootKeysAreInUse_givesThoseThatAreHere() throws Exception {
        older = List.of(old(1, OLD_ROOT), old(FakeHome.LACKED, OLD_ROOT));
        String id = asked("node-4", KEY);
        String approve = "{\"fingerprint\":\"%s\"}".formatted(fingerprint(KEY));
        assertEquals(200, call("POST", JOINS + "/" + id + "/approve", approve).status());
        JsonNode given = json(call("GET", JOINS + "/" + id, "")).get("olderRootKeys");
        assertEquals(1, given.size());
        assertEquals(1, given.get(0).get("generation").asInt());
        assertEquals(OLD_ROOT, given.get(0).get("fingerprint").asText());
        assertEquals("AQID", given.get(0).get("wrapped").asText());
    }

    @Test
    void status_tokenLacksAnOlderRootKey_saysSo() {
        older = List.of(old(1, OLD_ROOT));
        JsonNode status = json(call("GET", "/admin/v1/hsm", ""));
        assertEquals(OLD_ROOT, status.get("older").get(0).get("fingerprint").asText());
        assertTrue(status.get("problem").asText().contains("generations [1]"), status.toString());
    }
}
