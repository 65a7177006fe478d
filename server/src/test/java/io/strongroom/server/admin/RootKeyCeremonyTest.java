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

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.HsmException;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.RootKeyGeneration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The calls about the root key, down to the HSM. */
final class RootKeyCeremonyTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String OLD_ROOT = "ffeeddccbbaa99887766554433221100";

    private final CeremonyBench bench = new CeremonyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void approve_theFingerprintThatWasReadOut_givesTheWrappedKeyOnce() throws Exception {
        String id = bench.asked("node-2", KEY);
        assertEquals(32, id.length());
        assertEquals("waiting", bench.fetched(id).get("state").asText());
        String typed = fingerprint(KEY).toUpperCase(Locale.ROOT).replaceAll("(.{4})", "$1 ");
        ApiResponse approved = bench.approve(id, typed);
        assertEquals(200, approved.status(), text(approved));
        assertFalse(json(approved).hasNonNull("wrappedRootKey"), text(approved));
        JsonNode first = bench.fetched(id);
        assertEquals("approved", first.get("state").asText());
        assertEquals("AQID", first.get("wrappedRootKey").asText());
        assertEquals(
                HEX.formatHex(bench.rootKey().fingerprint()),
                first.get("rootKeyFingerprint").asText());
        JsonNode second = bench.fetched(id);
        assertEquals("taken", second.get("state").asText());
        assertFalse(second.hasNonNull("wrappedRootKey"), second.toString());
        assertEquals(409, bench.approve(id, typed).status());
    }

    @Test
    void approve_anotherFingerprint_isRefusedAndNothingIsWrapped() throws Exception {
        String id = bench.asked("node-2", KEY);
        String right = fingerprint(KEY);
        for (String wrong :
                List.of(fingerprint(key(2)), right.substring(0, 16), right + "00", "", "zz")) {
            assertEquals(400, bench.approve(id, wrong).status(), wrong);
        }
        assertEquals(0, bench.home().wraps);
        assertEquals("waiting", bench.fetched(id).get("state").asText());
    }

    @Test
    void approve_whileTheHsmIsAway_is503AndTheRequestWaitsOn() throws Exception {
        String id = bench.asked("node-2", KEY);
        bench.home().trouble = new HsmException(HsmException.Kind.UNAVAILABLE, "gone");
        ApiResponse away = bench.approve(id, fingerprint(KEY));
        assertEquals(503, away.status());
        assertTrue(away.headers().containsKey("retry-after"));
        bench.home().trouble =
                new HsmException(HsmException.Kind.CONFIGURATION, "it is not extractable");
        ApiResponse refused = bench.approve(id, fingerprint(KEY));
        assertEquals(409, refused.status());
        assertTrue(text(refused).contains("not extractable"), text(refused));
        bench.home().trouble = null;
        assertEquals(200, bench.approve(id, fingerprint(KEY)).status());
    }

    @Test
    void ask_ofASoftwareRootKey_saysWhatToDo() {
        RootKeyCeremony software =
                new RootKeyCeremony(
                        1,
                        () ->
                                new RootKeyCeremony.Current(
                                        1, bench.rootKey(), Optional.empty(), List.of()),
                        new JoinRequests(System::nanoTime));
        ApiResponse response = bench.call(software, "POST", JOINS, request("node-2", KEY));
        assertEquals(400, response.status());
        assertTrue(text(response).contains("copy of the file"), text(response));
        assertEquals(
                "software",
                json(bench.call(software, "GET", "/admin/v1/hsm", "")).get("kind").asText());
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
        bench.older(old(1, OLD_ROOT), old(FakeHome.LACKED, OLD_ROOT));
        String id = bench.asked("node-4", KEY);
        String approve = "{\"fingerprint\":\"%s\"}".formatted(fingerprint(KEY));
        assertEquals(200, bench.call("POST", JOINS + "/" + id + "/approve", approve).status());
        JsonNode given = json(bench.call("GET", JOINS + "/" + id, "")).get("olderRootKeys");
        assertEquals(1, given.size());
        assertEquals(1, given.get(0).get("generation").asInt());
        assertEquals(OLD_ROOT, given.get(0).get("fingerprint").asText());
        assertEquals("AQID", given.get(0).get("wrapped").asText());
    }

    @Test
    void status_always_showsWhatTheTokenHolds() {
        JsonNode status = json(bench.call("GET", "/admin/v1/hsm", ""));
        assertEquals("pkcs11", status.get("kind").asText());
        assertEquals("the token", status.get("tokenLabel").asText());
        assertEquals("root", status.at("/keys/0/label").asText());
        assertTrue(status.at("/keys/0/extractable").asBoolean());
        bench.home().trouble = new HsmException(HsmException.Kind.UNAVAILABLE, "gone");
        JsonNode away = json(bench.call("GET", "/admin/v1/hsm", ""));
        assertEquals("gone", away.get("problem").asText());
        assertFalse(away.hasNonNull("keys"));
    }

    @Test
    void status_tokenLacksAnOlderRootKey_saysSo() {
        bench.older(old(1, OLD_ROOT));
        JsonNode status = json(bench.call("GET", "/admin/v1/hsm", ""));
        assertEquals(OLD_ROOT, status.get("older").get(0).get("fingerprint").asText());
        assertTrue(status.get("problem").asText().contains("generations [1]"), status.toString());
    }
}
