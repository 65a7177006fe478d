package io.strongroom.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.hsm.FakeRootKey;
import io.strongroom.hsm.RootKey;
import io.strongroom.hsm.RootKeyRing;
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
        BootstrapSettings settings =
                new BootstrapSettings(
                        List.of(new VaultSettings("vdb", 90, false)), List.of(), List.of());
        Bootstrap bootstrap =
                new Bootstrap(
                        MemoryNode.CLUSTER,
                        settings,
                        RootKeyRing.only(rootKey),
                        node.sealer(),
                        node.commands());
        return new Opening(
                RootKeyCheckTest.cluster(MemoryNode.CLUSTER),
                RootKeyRing.only(rootKey),
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

    @Test
    void round_withoutAMajority_staysClosed() {
        node.log().majority(false);
        assertThrows(ApiException.class, () -> round(0, node.log().status()));
        assertEquals("no leader is known", health.ready().reason());
        node.log().majority(true);
        assertEquals("the node is starting", health.ready().reason());
    }
}
