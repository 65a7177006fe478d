package io.strongroom.server.duty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKey;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.raft.testing.FakeReplicatedLog.Fault;
import io.strongroom.server.fake.RotatingNodes;
import io.strongroom.server.http.ApiException;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RootKeyGeneration.State;
import io.strongroom.storage.command.RootKeyHolder;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

final class RootRotationDutyTest {
    private final RotatingNodes nodes = new RotatingNodes();

    @AfterEach
    void close() {
        nodes.close();
    }

    private void start(int generation, int node) throws HsmException {
        nodes.device(node).make(generation);
        Bytes fingerprint = Bytes.copyOf(nodes.device(node).fingerprint(generation).orElseThrow());
        assertEquals(
                new Result.Done(),
                nodes.node().submit(new Command.StartRootRotation(generation, fingerprint, node)));
    }

    private List<State> states() {
        try (StateView view = nodes.node().reads().linearizable()) {
            return view.rootKeys().stream().map(RootKeyGeneration::state).toList();
        }
    }

    private boolean nothingIsOld() {
        try (StateView view = nodes.node().reads().linearizable()) {
            int root = view.currentRoot();
            return root > 1
                    && view.keysUnderRoot(1, 1).isEmpty()
                    && view.dataKeys().stream().allMatch(key -> key.rootGeneration() == root);
        }
    }

    /** Every data key opens on every node, under the root key that it names. */
    private void assertEverythingOpens() throws HsmException {
        try (StateView view = nodes.node().reads().linearizable()) {
            for (int number : RotatingNodes.NODES) {
                try (RootKeyRing ring = new RootKeyRing(nodes.device(number))) {
                    for (WrappedDataKey key : view.dataKeys()) {
                        ring.of(key.rootGeneration()).unwrap(key.wrapped().toArray()).close();
                    }
                }
            }
        }
    }

    private void round() {
        RotatingNodes.NODES.forEach(number -> nodes.restarted(number).run());
    }

    @Test
    void run_whereNothingWasEverRotated_proposesNothing() {
        long before = nodes.node().log().status().appliedIndex();
        round();
        assertEquals(before, nodes.node().log().status().appliedIndex());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void run_onAnyNodesWithAnyTrouble_endsWithEverythingUnderTheNewRootKey(long seed)
            throws Exception {
        for (int i = 0; i < 70; i++) {
            nodes.addKey("key-" + i);
        }
        start(2, 1);
        Random random = new Random(seed);
        int runs = 0;
        while (!nothingIsOld()) {
            assertTrue(++runs < 2000, "it never ends");
            int number = 1 + random.nextInt(3);
            boolean away = random.nextInt(6) == 0;
            nodes.device(number).setAvailable(!away);
            if (random.nextInt(6) == 0) {
                nodes.node()
                        .log()
                        .failNext(
                                List.of(Fault.values()).get(random.nextInt(Fault.values().length)));
            }
            if (random.nextInt(20) == 0) {
                nodes.device(number).setAvailable(true);
                nodes.device(number).endTransport(2); // The pair is lost.
            }
            if (random.nextInt(20) == 0) {
                nodes.device(number).forget(); // The node is restarted.
            }
            try {
                nodes.restarted(number).run();
            } catch (ApiException told) {
                // The duties' thread logs it, and runs the next time.
            }
            nodes.device(number).setAvailable(true);
        }
        while (faultsAreLeft()) {
            runs++;
        }
        assertEquals(List.of(State.OLD, State.CURRENT), states());
        assertEverythingOpens();
        assertEquals(new Result.Done(), nodes.node().submit(new Command.RetireRootKey(1)));
        round();
        for (int number : RotatingNodes.NODES) {
            nodes.device(number).destroy(1);
            assertEquals(0, nodes.device(number).pairs(), "no pair is left behind");
        }
        assertEverythingOpens();
    }

    private boolean faultsAreLeft() {
        try {
            nodes.node().tell();
            return false;
        } catch (RuntimeException told) {
            return true;
        }
    }

    @Test
    void run_keyMadeHereForABeginningThatCameTooLate_destroysIt() throws Exception {
        nodes.device(3).make(2);
        start(2, 1);
        IntStream.range(0, 5).forEach(_ -> round());
        assertEquals(List.of(State.OLD, State.CURRENT), states());
        assertArrayEquals(
                nodes.device(1).fingerprint(2).orElseThrow(),
                nodes.device(3).fingerprint(2).orElseThrow());
    }

    @Test
    void run_openKeyThatIsNoneOfTheClusters_letsGoOfIt() throws Exception {
        nodes.device(1).put(99, 77);
        try (RootKeyRing ring = new RootKeyRing(nodes.device(1))) {
            RootKey own = ring.of(1);
            ring.of(99).close();
            assertFalse(ring.available());
            nodes.restarted(1, ring).run();
            assertTrue(ring.available());
            assertSame(own, ring.of(1));
        }
    }

    private RootKeyHolder holder(int node) {
        try (StateView view = nodes.node().reads().linearizable()) {
            return view.rootKeyHolders(2).stream()
                    .filter(holder -> holder.node() == node)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void run_pairInTheHsmThatTheNodeHasNotMade_isNeverOffered() throws Exception {
        Bytes planted = Bytes.copyOf(nodes.device(3).plantPair(2));
        start(2, 1);
        nodes.restarted(3).run();
        assertNotEquals(planted, holder(3).transportKey());
        IntStream.range(0, 5).forEach(_ -> round());
        assertEquals(List.of(State.OLD, State.CURRENT), states());
        assertEquals(0, nodes.device(3).pairs(), "it goes with the node's own");
    }

    @Test
    void run_deliveredToAPairThatTheNodeHasNotMade_offersItsOwnAndOpensNothing() throws Exception {
        Bytes planted = Bytes.copyOf(nodes.device(3).plantPair(2));
        start(2, 1);
        nodes.node().submit(new Command.OfferTransportKey(2, 3, planted));
        nodes.restarted(1).run();
        assertNotEquals(Bytes.empty(), holder(3).wrapped());
        nodes.restarted(3).run();
        assertNotEquals(planted, holder(3).transportKey());
        assertEquals(Bytes.empty(), holder(3).wrapped());
        assertFalse(nodes.device(3).has(2));
        IntStream.range(0, 5).forEach(_ -> round());
        assertEquals(List.of(State.OLD, State.CURRENT), states());
    }

    @Test
    void run_restartedBetweenOfferAndDelivery_offersAnotherPair() throws Exception {
        start(2, 1);
        nodes.restarted(3).run();
        Bytes before = holder(3).transportKey();
        nodes.restarted(1).run();
        nodes.device(3).forget();
        nodes.restarted(3).run();
        assertFalse(nodes.device(3).has(2), "what was delivered is not opened");
        assertNotEquals(before, holder(3).transportKey());
        IntStream.range(0, 5).forEach(_ -> round());
        assertEquals(List.of(State.OLD, State.CURRENT), states());
        assertEquals(0, nodes.device(3).pairs());
    }

    @Test
    void run_whileOneNodesHsmIsAway_waitsForItAlone() throws Exception {
        start(2, 2);
        nodes.device(3).setAvailable(false);
        IntStream.range(0, 5).forEach(_ -> round());
        assertEquals(List.of(State.CURRENT, State.NEW), states());
        assertTrue(nodes.device(1).has(2));
        assertFalse(nodes.device(3).has(2));
        nodes.device(3).setAvailable(true);
        IntStream.range(0, 5).forEach(_ -> round());
        assertEquals(List.of(State.OLD, State.CURRENT), states());
        assertTrue(nothingIsOld());
    }

    @Test
    void run_whereAnotherKeyHasTheLabel_touchesItNot() throws Exception {
        nodes.device(3).put(2, 99);
        byte[] before = nodes.device(3).fingerprint(2).orElseThrow();
        start(2, 1);
        IntStream.range(0, 5).forEach(_ -> round());
        assertEquals(List.of(State.CURRENT, State.NEW), states());
        assertArrayEquals(before, nodes.device(3).fingerprint(2).orElseThrow());
        nodes.device(3).destroy(2);
        IntStream.range(0, 5).forEach(_ -> round());
        assertEquals(List.of(State.OLD, State.CURRENT), states());
    }

    @Test
    void run_afterOneWasGivenUp_takesTheNextThrough() throws Exception {
        start(2, 1);
        nodes.restarted(3).run();
        nodes.node().submit(new Command.RetireRootKey(2));
        round();
        assertEquals(0, nodes.device(3).pairs());
        start(3, 3);
        IntStream.range(0, 5).forEach(_ -> round());
        assertEquals(List.of(State.OLD, State.RETIRED, State.CURRENT), states());
        assertTrue(nothingIsOld());
        assertEverythingOpens();
    }
}
