package io.strongroom.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.RootKeyJson;
import io.strongroom.client.api.RootKeysJson;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.server.auth.Caller;
import io.strongroom.server.fake.RotatingNodes;
import io.strongroom.server.http.ApiException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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

    @Test
    void start_twice_makesOneRootKey() {
        RootKeysJson first = on(1).start(caller);
        assertEquals(List.of("current", "new"), states(first));
        assertEquals(List.of(1), first.heldBy());
        assertEquals(List.of(2, 3), first.missing());
        assertEquals(first, on(1).start(caller));
        assertEquals(first, on(2).start(caller), "through another node");
        assertFalse(nodes.device(2).has(2));
    }

    @Test
    void start_afterItWasStoppedInBetween_takesTheKeyThatItHasMade() throws Exception {
        nodes.device(1).make(2);
        byte[] made = nodes.device(1).fingerprint(2).orElseThrow();
        RootKeysJson now = on(1).start(caller);
        assertEquals(java.util.HexFormat.of().formatHex(made), now.keys().getLast().fingerprint());
    }

    @Test
    void start_whileTheHsmIsAway_isUnavailable() {
        nodes.device(1).setAvailable(false);
        ApiException e = assertThrows(ApiException.class, () -> on(1).start(caller));
        assertEquals(ErrorCode.SERVICE_UNAVAILABLE, e.code());
    }

    @Test
    void retire_beforeEverythingIsRewrapped_isRefused() throws Exception {
        nodes.addKey("signer");
        on(1).start(caller);
        assertEquals(List.of("current", "new"), states(on(1).retire(caller)), "nothing is old");
        // Into use, and no further.
        while (!states(on(1).json()).equals(List.of("old", "current"))) {
            RotatingNodes.NODES.forEach(number -> nodes.restarted(number).run());
        }
        RootKeysJson adopted = on(1).json();
        if (adopted.keysLeft() > 0) {
            ApiException e = assertThrows(ApiException.class, () -> on(1).retire(caller));
            assertEquals(ErrorCode.CONFLICT, e.code());
        }
        rounds();
        assertEquals(0, on(1).json().dataKeysLeft() + on(1).json().keysLeft());
        assertEquals(List.of("retired", "current"), states(on(3).retire(caller)));
        on(1).destroyRetired(caller);
        assertFalse(nodes.device(1).has(1));
        assertTrue(nodes.device(2).has(1), "each node destroys its own");
        nodes.device(2).put(1, 77);
        on(2).destroyRetired(caller);
        assertTrue(nodes.device(2).has(1), "another cluster's key under the label");
        assertEquals(List.of("retired", "current", "new"), states(on(2).start(caller)));
    }

    @Test
    void abandon_oneOnItsWay_makesRoomForTheNext() {
        on(1).start(caller);
        assertEquals(List.of("current", "retired"), states(on(2).abandon(caller)));
        assertEquals(List.of("current", "retired", "new"), states(on(2).start(caller)));
    }
}
