package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.NodeState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.time.Duration;

/** The administration of a cluster whose members stay the same: who may, leadership, the level. */
@ExtendWith(SharedCluster.class)
final class AdministrationIT {
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(60);
    private static final String CLUSTER = "/admin/v1/cluster";

    private final Vault vault;

    AdministrationIT(Vault vault) {
        this.vault = vault;
    }

    @Test
    void call_withoutAToken_isUnauthorizedWithTheChallenge() throws IOException {
        Answer read = vault.send(vault.anonymous("GET", CLUSTER));
        assertEquals(401, read.status(), read::toString);
        assertEquals(vault.challenge(), read.header("www-authenticate").orElse(""), read::toString);
        Answer change = vault.send(vault.anonymous("POST", CLUSTER + "/leadership").json("{}"));
        assertEquals(401, change.status(), change::toString);
    }

    @Test
    void call_byAPrincipalThatIsNotListed_isForbiddenAndChangesNothing() throws IOException {
        NodeState leader = vault.cluster().leader();
        String[][] calls = {
            {"GET", CLUSTER, ""},
            {"POST", CLUSTER + "/leadership", "{}"},
            {"POST", CLUSTER + "/feature-level", "{\"level\":1}"},
            {"POST", CLUSTER + "/nodes", "{\"id\":9,\"host\":\"127.0.0.9\",\"port\":1}"},
            {"DELETE", CLUSTER + "/nodes/3", ""}
        };
        for (String[] call : calls) {
            RawRequest request =
                    vault.anonymous(call[0], call[1])
                            .with("Authorization: Bearer " + vault.noRoleToken());
            Answer answer =
                    vault.send(leader.node(), call[2].isEmpty() ? request : request.json(call[2]));
            assertEquals(403, answer.status(), answer::toString);
        }
        assertEquals(leader.node(), vault.cluster().leader().node());
    }

    @Test
    void leadership_movedByNameAndSteppedDown_goesWhereItIsSent() throws IOException {
        int before = leader();
        int wanted = before % 3 + 1;
        String moved =
                vault.cluster().administer("transfer-leadership", "--to", Integer.toString(wanted));
        assertEquals(wanted, leader(), moved);
        long handedOver = handedOver(wanted);
        String stepped = vault.cluster().administer("step-down");
        assertTrue(leader() > 0, stepped);
        assertTrue(handedOver(wanted) > handedOver, stepped);
    }

    @Test
    void finalize_ofTheLevelAndOfOneAbove_isDoneAndRefused() throws IOException {
        String done = vault.cluster().administer("finalize");
        assertTrue(done.contains("finalized at feature level"), done);
        IOException refused =
                assertThrows(
                        IOException.class,
                        () -> vault.cluster().administer("finalize", "--level", "1000"));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("LevelUnsupported"),
                refused::toString);
    }

    private long handedOver(int node) throws IOException {
        return vault.log(node).stream()
                .filter(line -> line.contains("event=leadership_handed_over"))
                .count();
    }

    private int leader() throws IOException {
        int[] found = new int[1];
        Await.until(
                "a leader",
                SETTLES_WITHIN,
                () -> {
                    found[0] =
                            vault.cluster().status().stream()
                                    .filter(NodeState::leads)
                                    .mapToInt(NodeState::node)
                                    .findFirst()
                                    .orElse(0);
                    return found[0] > 0;
                });
        return found[0];
    }
}
