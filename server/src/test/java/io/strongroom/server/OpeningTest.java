package io.strongroom.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.hsm.FakeRootKey;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKey;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.hsm.RootKeyTrouble;
import io.strongroom.raft.LogPosition;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.LogStatus.Role;
import io.strongroom.server.config.BootstrapSettings;
import io.strongroom.server.config.BootstrapSettings.VaultSettings;
import io.strongroom.server.duty.Bootstrap;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.telemetry.Health;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

final class OpeningTest {
    private static final LogStatus FOLLOWER =
            new LogStatus(Role.FOLLOWER, Optional.of(2), 1, 1, 1, true, 0);
    private final MemoryNode node = new MemoryNode();
    private final Health health = new Health(1, node.log());

    @AfterEach
    void close() {
        node.close();
    }

    private Opening opening(RootKey rootKey) {
        return opening(RootKeyRing.only(rootKey));
    }

    private Opening opening(RootKeyRing rootKeys) {
        BootstrapSettings settings =
                new BootstrapSettings(
                        List.of(new VaultSettings("vdb", 90, false)), List.of(), List.of());
        Bootstrap bootstrap =
                new Bootstrap(
                        MemoryNode.CLUSTER, settings, rootKeys, node.sealer(), node.commands());
        return new Opening(
                RootKeyCheckTest.cluster(MemoryNode.CLUSTER),
                rootKeys,
                bootstrap,
                node.reads(),
                health);
    }

    private Opening.Progress round(int round, LogStatus status) throws Exception {
        return opening(node.rootKey()).round(round, status);
    }

    @Test
    void round_leader_addsOneThingAtATimeAndOpens() throws Exception {
        for (String missing :
                List.of(
                        "the cluster is not founded",
                        "the token issuer has no key",
                        "the vault vdb is missing")) {
            assertEquals(Opening.Progress.ADDED, round(0, node.log().status()));
            assertEquals(missing, health.ready().reason());
        }
        assertEquals(Opening.Progress.OPEN, round(0, node.log().status()));
        assertNull(health.ready().reason());
    }

    @Test
    void round_onlyOneOfThreeHasToldTheTime_addsEverythingButStaysClosed() throws Exception {
        node.storage()
                .stateMachine()
                .configure(new LogPosition(1, 1), new TreeSet<>(List.of(1, 2, 3)));
        // The configuration took the log's first position.
        node.tell();
        for (int step = 0; step < 3; step++) {
            assertEquals(Opening.Progress.ADDED, round(step, node.log().status()));
        }
        assertEquals(Opening.Progress.WAITING, round(3, node.log().status()));
        String timeless = "a majority of the nodes has not told the time yet";
        assertEquals(timeless, health.ready().reason());
        assertEquals(Optional.of(timeless), health.obstacles().toChanges());
        assertEquals(Optional.empty(), health.obstacles().toRequests());
        node.tell(2);
        assertEquals(Opening.Progress.OPEN, round(4, node.log().status()));
        assertNull(health.ready().reason());
    }

    @Test
    void round_follower_leavesItToTheLeaderForAWhile() throws Exception {
        assertEquals(Opening.Progress.WAITING, round(14, FOLLOWER));
        assertEquals(Opening.Progress.ADDED, round(15, FOLLOWER));
    }

    @Test
    void round_wrongRootKey_endsTheNode() throws Exception {
        assertEquals(Opening.Progress.ADDED, round(0, node.log().status()));
        Opening wrong = opening(new FakeRootKey(2));
        assertThrows(Opening.WrongRootKey.class, () -> wrong.round(1, node.log().status()));
    }

    /** As a node does that starts while its HSM is away. */
    private static RootKeyRing sealed(RootKey rootKey) {
        RootKeyRing ring = RootKeyRing.only(rootKey);
        ring.seal("sealed");
        return ring;
    }

    @Test
    void round_hsmAwayAtTheStart_unsealsOnlyWhenItIsBackAndTheRootKeyIsCompared() throws Exception {
        assertEquals(Opening.Progress.ADDED, round(0, node.log().status()));
        FakeRootKey hsm = new FakeRootKey();
        hsm.setAvailable(false);
        RootKeyRing ring = sealed(hsm);
        Opening opening = opening(ring);
        assertThrows(HsmException.class, () -> opening.round(0, node.log().status()));
        assertEquals(Optional.of("sealed"), ring.trouble().map(RootKeyTrouble::reason));
        hsm.setAvailable(true);
        assertEquals(Opening.Progress.ADDED, opening.round(1, node.log().status()));
        assertEquals(hsm, ring.of(1));
    }

    @Test
    void round_hsmComesBackWithAnotherRootKey_staysSealedAndEndsTheNode() throws Exception {
        assertEquals(Opening.Progress.ADDED, round(0, node.log().status()));
        RootKeyRing ring = sealed(new FakeRootKey(2));
        Opening opening = opening(ring);
        assertThrows(Opening.WrongRootKey.class, () -> opening.round(1, node.log().status()));
        assertThrows(HsmException.class, () -> ring.of(1));
    }

    @Test
    void round_notFoundedYet_staysSealedUntilThisNodeFounds() throws Exception {
        RootKeyRing ring = sealed(node.rootKey());
        Opening opening = opening(ring);
        assertEquals(Opening.Progress.WAITING, opening.round(0, FOLLOWER));
        assertThrows(HsmException.class, () -> ring.of(1));
        assertEquals(Opening.Progress.ADDED, opening.round(0, node.log().status()));
        assertEquals(node.rootKey(), ring.of(1));
    }

    @Test
    void round_withoutAMajority_staysClosed() {
        node.log().majority(false);
        assertThrows(ApiException.class, () -> round(0, node.log().status()));
        assertEquals("no leader is known", health.ready().reason());
        node.log().majority(true);
        assertEquals("the node is starting", health.ready().reason());
    }
}
