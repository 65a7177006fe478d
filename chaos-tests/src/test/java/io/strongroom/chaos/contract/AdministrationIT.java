package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.Await;

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
        int leader = leader();
        long changes = logged("event=cluster_change");
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
            Answer answer = vault.send(leader, call[2].isEmpty() ? request : request.json(call[2]));
            assertEquals(403, answer.status(), answer::toString);
        }
        assertEquals(changes, logged("event=cluster_change"));
    }

    @Test
    void leadership_movedByNameAndSteppedDown_goesWhereItIsSent() throws IOException {
        int wanted = leader() % 3 + 1;
        String arrives = "event=leader_changed leader=\"" + wanted + "\"";
        long before = logged(wanted, arrives);
        String moved =
                vault.cluster().administer("transfer-leadership", "--to", Integer.toString(wanted));
        // On a busy machine another one may have been elected since.
        Await.until(
                moved,
                SETTLES_WITHIN,
                () -> logged(wanted, arrives) > before || leader() == wanted);

        long handedOver = logged("event=leadership_handed_over");
        // It changes nothing when the leader that it names was deposed meanwhile.
        Await.until(
                "the leader steps down",
                SETTLES_WITHIN,
                () -> {
                    var _ = vault.cluster().administer("step-down");
                    return logged("event=leadership_handed_over") > handedOver;
                });
        assertTrue(leader() > 0);
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

    private long logged(int node, String event) throws IOException {
        return vault.log(node).stream().filter(line -> line.contains(event)).count();
    }

    /** On all nodes. */
    private long logged(String event) throws IOException {
        long all = 0;
        for (int node = 1; node <= vault.nodeCount(); node++) {
            all += logged(node, event);
        }
        return all;
    }

    private int leader() throws IOException {
        return vault.cluster().leader().node();
    }
}
