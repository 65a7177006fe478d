package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.raft.testing.FakeReplicatedLog.Fault;
import io.strongroom.server.http.ApiException;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class RotationDutyTest {
    private static final String AFTER_CREATE =
            "{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P30D\"},"
                + "\"action\":{\"type\":\"Rotate\"}}],\"attributes\":{\"expiryTime\":\"P60D\"}}";
    private static final String BEFORE_EXPIRY =
            AFTER_CREATE.replace("timeAfterCreate", "timeBeforeExpiry");

    private final KeyBench bench = new KeyBench();
    private final RotationDuty duty = duty(bench);

    @AfterEach
    void close() {
        bench.close();
    }

    private static RotationDuty duty(KeyBench bench) {
        return new RotationDuty(
                bench.node().log(), bench.node().reads(), bench.node().commands(), bench.newKeys());
    }

    private void create(String name, String policy) {
        bench.json("POST", "/keys/" + name + "/create", "{\"kty\":\"EC\"}");
        if (!policy.isEmpty()) {
            bench.json("PUT", "/keys/" + name + "/rotationpolicy", policy);
        }
    }

    private int versions(String name) {
        return bench.json("GET", "/keys/" + name + "/versions", "").get("value").size();
    }

    private void pass(Duration time) {
        bench.node().clock().advance(time);
        bench.node().tell();
    }

    /** Once round all vaults and back to the beginning, twice. */
    private void goRound() {
        for (int run = 0; run < 10; run++) {
            duty.run();
        }
    }

    @Test
    void run_whenItIsTimeByQuorumTime_rotatesOnceEachPeriod() {
        create("a", AFTER_CREATE);
        create("b", "");
        pass(Duration.ofDays(30).minusSeconds(1));
        goRound();
        assertEquals(1, versions("a"));
        pass(Duration.ofSeconds(1));
        goRound();
        assertEquals(2, versions("a"));
        assertEquals(1, versions("b"));
        pass(Duration.ofDays(30));
        goRound();
        assertEquals(3, versions("a"));
    }

    @Test
    void run_onTheNodesClockAlone_doesNothing() {
        create("a", AFTER_CREATE);
        bench.node().clock().advance(Duration.ofDays(300));
        duty.run();
        assertEquals(1, versions("a"), "the quorum has not reached that time");
    }

    @Test
    void run_byTimeBeforeExpiry_rotatesOnlyWhatExpires() {
        create("a", BEFORE_EXPIRY);
        create("b", BEFORE_EXPIRY);
        long now = bench.node().clock().instant().getEpochSecond();
        long expires = now + Duration.ofDays(40).toSeconds();
        bench.json("PATCH", "/keys/b", "{\"attributes\":{\"exp\":" + expires + "}}");
        pass(Duration.ofDays(10).minusSeconds(1));
        goRound();
        assertEquals(1, versions("b"));
        pass(Duration.ofSeconds(1));
        goRound();
        assertEquals(1, versions("a"), "it never expires");
        assertEquals(2, versions("b"));
        assertTrue(bench.json("GET", "/keys/b", "").at("/attributes/exp").asLong() > expires);
    }

    @Test
    void run_underAPolicyInMonths_rotatesOnceEachPeriod() {
        create("a", BEFORE_EXPIRY.replace("P30D", "P11M").replace("P60D", "P1Y"));
        bench.json("POST", "/keys/a/rotate", "");
        pass(Duration.ofDays(27));
        goRound();
        assertEquals(2, versions("a"));
        pass(Duration.ofDays(5));
        goRound();
        assertEquals(3, versions("a"), "a month less than a year is left");
        pass(Duration.ofDays(27));
        goRound();
        assertEquals(3, versions("a"));
    }

    @Test
    void run_ofAKeyInAnHsm_rotatesIt() {
        try (KeyBench hsm = KeyBench.withHsm()) {
            hsm.json("POST", "/keys/h/create", "{\"kty\":\"EC-HSM\"}");
            hsm.json("PUT", "/keys/h/rotationpolicy", AFTER_CREATE);
            hsm.node().clock().advance(Duration.ofDays(30));
            hsm.node().tell();
            duty(hsm).run();
            assertEquals(2, hsm.json("GET", "/keys/h/versions", "").get("value").size());
            assertEquals("EC-HSM", hsm.json("GET", "/keys/h", "").at("/key/kty").asText());
        }
    }

    @ParameterizedTest
    @EnumSource
    void run_whenAProposalFails_theNextGoesOnBehindItAndALaterOneTriesAgain(Fault fault) {
        create("a", AFTER_CREATE);
        create("b", AFTER_CREATE);
        create("c", AFTER_CREATE);
        pass(Duration.ofDays(30));
        bench.node().log().failNext(fault);
        assertThrows(ApiException.class, duty::run);
        int has = fault == Fault.UNKNOWN_APPLIED ? 2 : 1;
        assertEquals(has, versions("a"));
        duty.run();
        assertEquals(has, versions("a"));
        assertEquals(2, versions("b"));
        assertEquals(2, versions("c"));
        goRound();
        assertEquals(2, versions("a"));
        assertEquals(2, versions("b"));
        assertEquals(2, versions("c"));
    }

    @Test
    void run_whileAPairCannotBeMade_rotatesTheOthersAndTriesAgain() {
        try (KeyBench hsm = KeyBench.withHsm()) {
            Map<String, String> kinds = Map.of("a", "EC", "h", "EC-HSM", "z", "EC");
            kinds.forEach((name, kind) -> {
                hsm.json("POST", "/keys/" + name + "/create", "{\"kty\":\"" + kind + "\"}");
                hsm.json("PUT", "/keys/" + name + "/rotationpolicy", AFTER_CREATE);
            });
            hsm.node().clock().advance(Duration.ofDays(30));
            hsm.node().tell();
            hsm.hsm().fail(Optional.of(HsmException.Kind.UNAVAILABLE));
            RotationDuty rotation = duty(hsm);
            assertThrows(ApiException.class, rotation::run);
            rotation.run();
            assertEquals(List.of(2, 1, 2), versions(hsm, "a", "h", "z"));
            rotation.run();
            assertThrows(ApiException.class, rotation::run);
            hsm.hsm().fail(Optional.empty());
            for (int run = 0; run < 5; run++) {
                rotation.run();
            }
            assertEquals(List.of(2, 2, 2), versions(hsm, "a", "h", "z"));
        }
    }

    private static List<Integer> versions(KeyBench bench, String... names) {
        return Arrays.stream(names)
                .map(name -> bench.json("GET", "/keys/" + name + "/versions", ""))
                .map(listed -> listed.get("value").size())
                .toList();
    }

    @Test
    void run_ofADisabledOrDeletedKey_leavesItAlone() {
        create("a", AFTER_CREATE);
        create("b", AFTER_CREATE);
        bench.json("PATCH", "/keys/a", "{\"attributes\":{\"enabled\":false}}");
        bench.call("DELETE", "/keys/b", "");
        pass(Duration.ofDays(31));
        goRound();
        assertEquals(1, versions("a"));
        bench.call("POST", "/deletedkeys/b/recover", "");
        assertEquals(1, versions("b"));
        goRound();
        assertEquals(2, versions("b"));
    }

    @Test
    void run_withManyKeysAndVaults_comesToAll() {
        for (int i = 0; i < 120; i++) {
            create("k" + i, i % 50 == 0 ? AFTER_CREATE : "");
        }
        Vault other = bench.node().createVault("zzz", 7, false);
        assertFalse(other.name().value().isEmpty());
        pass(Duration.ofDays(30));
        goRound();
        assertEquals(2, versions("k0"));
        assertEquals(2, versions("k50"));
        assertEquals(2, versions("k100"));
        try (StateView view = bench.node().reads().linearizable()) {
            assertEquals(0, view.keys().list(other.name(), "", 9).size());
        }
    }
}
