package io.strongroom.server.admin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.DestroyedRootKeysJson;
import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.RootKeyJson;
import io.strongroom.client.api.RootKeysJson;
import io.strongroom.client.api.RotateRootKeyJson;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.raft.testing.FakeReplicatedLog.Fault;
import io.strongroom.server.auth.Caller;
import io.strongroom.server.fake.RotatingNodes;
import io.strongroom.server.http.ApiException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.HexFormat;
import java.util.List;

final class RootKeyRotationTest {
    private final RotatingNodes nodes = new RotatingNodes();
    private final Caller caller = new Caller("object", "client", "issuer");

    @AfterEach
    void close() {
        nodes.close();
    }

    private RootKeyRotation on(int number) {
        return new RootKeyRotation(
                number,
                nodes.device(number),
                new RootKeyRing(nodes.device(number)),
                nodes.node().reads(),
                nodes.node().commands());
    }

    private static List<String> states(RootKeysJson all) {
        return all.keys().stream().map(RootKeyJson::state).toList();
    }

    private void rounds() {
        for (int i = 0; i < 5; i++) {
            RotatingNodes.NODES.forEach(number -> nodes.restarted(number).run());
        }
    }

    private RootKeysJson started(int number, int from) {
        return on(number).start(caller, new RotateRootKeyJson(from, false));
    }

    private ApiException refused(ErrorCode code) {
        ApiException e = assertThrows(ApiException.class, () -> started(1, 1));
        assertEquals(code, e.code(), e.text());
        return e;
    }

    @Test
    void start_twice_makesOneRootKey() {
        RootKeysJson first = started(1, 1);
        assertEquals(List.of("current", "new"), states(first));
        assertEquals(List.of(1), first.heldBy());
        assertEquals(List.of(2, 3), first.missing());
        assertEquals(first, started(1, 1));
        assertEquals(first, started(2, 1), "through another node");
        assertFalse(nodes.device(2).has(2));
    }

    @Test
    void start_ofOneThatIsReplacedAlready_makesNothing() {
        started(1, 1);
        rounds();
        assertEquals(List.of("old", "current"), states(started(1, 1)));
        ApiException e = assertThrows(ApiException.class, () -> started(1, 3));
        assertEquals(ErrorCode.CONFLICT, e.code(), e.text());
        assertFalse(nodes.device(1).has(3));
        assertEquals(List.of("old", "current", "new"), states(started(1, 2)));
    }

    @Test
    void start_keyThatSomebodyPutThere_isRefusedAndLeftAlone() throws Exception {
        nodes.device(1).put(2, 77);
        byte[] planted = nodes.device(1).fingerprint(2).orElseThrow();
        assertTrue(refused(ErrorCode.CONFLICT).text().contains("fake-2"));
        assertEquals(List.of("current"), states(on(1).json()), "it is not in use");
        assertArrayEquals(planted, nodes.device(1).fingerprint(2).orElseThrow());
    }

    @Test
    void start_keyOfAProcessThatWasStoppedInBetween_isRefusedLikeAnybodys() throws Exception {
        nodes.device(1).make(2);
        nodes.device(1).forget();
        refused(ErrorCode.CONFLICT);
        assertEquals(List.of("current"), states(on(1).json()));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void start_afterTheLogGaveNoAnswer_goesOnWithTheKeyThatItHasMade(Fault fault) throws Exception {
        nodes.node().log().failNext(fault);
        try {
            started(1, 1);
        } catch (ApiException told) {
            assertTrue(nodes.device(1).has(2), "kept for the next try");
        }
        byte[] made = nodes.device(1).fingerprint(2).orElseThrow();
        RootKeysJson now = started(1, 1);
        assertEquals(List.of("current", "new"), states(now));
        assertEquals(HexFormat.of().formatHex(made), now.keys().getLast().fingerprint());
    }

    @Test
    void start_currentMayNotLeave_makesOneThatMayNotEither() throws Exception {
        nodes.device(1).fix(1);
        started(1, 1);
        assertFalse(nodes.device(1).extractable(2));
        on(1).abandon(caller);
        on(1).start(caller, new RotateRootKeyJson(1, true));
        assertTrue(nodes.device(1).extractable(3), "as it was asked for");
    }

    @Test
    void start_whileTheHsmIsAway_isUnavailable() {
        nodes.device(1).setAvailable(false);
        refused(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void retire_beforeEverythingIsRewrapped_isRefused() throws Exception {
        nodes.addKey("signer");
        started(1, 1);
        assertEquals(List.of("current", "new"), states(on(1).retire(caller, 1)), "nothing is old");
        // Into use, and no further.
        while (!states(on(1).json()).equals(List.of("old", "current"))) {
            RotatingNodes.NODES.forEach(number -> nodes.restarted(number).run());
        }
        RootKeysJson adopted = on(1).json();
        if (adopted.keysLeft() > 0) {
            ApiException e = assertThrows(ApiException.class, () -> on(1).retire(caller, 1));
            assertEquals(ErrorCode.CONFLICT, e.code());
        }
        rounds();
        assertEquals(0, on(1).json().dataKeysLeft() + on(1).json().keysLeft());
        assertEquals(List.of("retired", "current"), states(on(3).retire(caller, 1)));
        assertEquals(
                new DestroyedRootKeysJson(1, List.of(), List.of()),
                on(1).destroyRetired(caller, 0),
                "none of these");
        assertEquals(
                new DestroyedRootKeysJson(1, List.of(1), List.of()),
                on(1).destroyRetired(caller, 1));
        assertFalse(nodes.device(1).has(1));
        assertTrue(nodes.device(2).has(1), "each node destroys its own");
        nodes.device(2).put(1, 77);
        assertEquals(
                new DestroyedRootKeysJson(2, List.of(), List.of(1)),
                on(2).destroyRetired(caller, 1));
        assertTrue(nodes.device(2).has(1), "another cluster's key under the label");
        assertEquals(List.of("retired", "current", "new"), states(started(2, 2)));
    }

    @Test
    void retire_throughAnEarlierOne_leavesTheLaterOld() {
        started(1, 1);
        rounds();
        started(1, 2);
        rounds();
        assertEquals(List.of("retired", "old", "current"), states(on(1).retire(caller, 1)));
    }

    @Test
    void abandon_oneOnItsWay_makesRoomForTheNext() {
        started(1, 1);
        assertEquals(List.of("current", "retired"), states(on(2).abandon(caller)));
        assertEquals(List.of("current", "retired", "new"), states(started(2, 1)));
    }
}
