package io.strongroom.server.ceremony;

import static io.strongroom.server.ceremony.FakeGiver.ROOT;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.RootKeyJson;
import io.strongroom.client.api.WrappedRootKeyJson;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The newcomer's half, with a token, another node and an operator that are not real. */
final class RootKeyJoinTest {
    private static final String OLD_ROOT = "ffeeddccbbaa99887766554433221100";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FakeToken token = new FakeToken();
    private final FakeGiver giver = new FakeGiver();
    private final FakeOperator operator = new FakeOperator();
    private final RootKeyJoin join =
            new RootKeyJoin(token, giver, operator, "root", Optional.empty());

    private String refused() {
        return String.valueOf(
                assertThrows(CeremonyException.class, () -> join.run("node-2", PATIENCE))
                        .getMessage());
    }

    @Test
    void run_approvedInTheEnd_bringsTheRootKeyInAndDeletesThePair() throws Exception {
        join.run("node-2", PATIENCE);
        assertEquals(Optional.of(ROOT), token.keys.getFirst().fingerprint());
        assertEquals(List.of(), token.there);
        assertEquals(2, operator.pauses);
        String told = String.join("\n", operator.lines);
        assertTrue(told.contains("READ OUT     0390 58c6 f2c0 cb49"), told); // SHA-256 of 1 2 3
        assertTrue(told.contains("LISTEN FOR   0011 2233 4455 6677"), told);
    }

    @Test
    void run_afterARotation_bringsTheKeyInUnderItsGeneration() throws Exception {
        giver.generation = 2;
        join.run("node-2", PATIENCE);
        assertEquals("root-2", token.keys.getFirst().label());
        assertEquals(Optional.of(ROOT), token.keys.getFirst().fingerprint());
    }

    private void rotatedOnce() {
        giver.generation = 2;
        giver.older = List.of(new RootKeyJson(1, OLD_ROOT, "old"));
        giver.olderGiven = List.of(new WrappedRootKeyJson(1, "Bw==", OLD_ROOT));
    }

    @Test
    void run_whileAnOlderRootKeyIsInUse_bringsBothInByOneApproval() throws Exception {
        rotatedOnce();
        join.run("node-2", PATIENCE);
        assertEquals(List.of("root-2", "root"), token.labels());
        assertEquals(Optional.of(OLD_ROOT), token.keys.getLast().fingerprint());
        assertEquals(1, giver.asked);
        assertEquals(List.of(), token.there);
        join.run("node-2", PATIENCE);
        assertEquals(1, giver.asked);
    }

    @Test
    void run_onlyAnOlderRootKeyIsMissing_bringsThatIn() throws Exception {
        rotatedOnce();
        token.holds("root-2", ROOT);
        join.run("node-2", PATIENCE);
        assertEquals(List.of("root-2", "root"), token.labels());
    }

    @Test
    void run_otherNodeLacksTheOlderRootKey_saysSoAndBringsTheCurrentIn() throws Exception {
        rotatedOnce();
        giver.olderGiven = List.of();
        join.run("node-2", PATIENCE);
        assertEquals(List.of("root-2"), token.labels());
        assertTrue(operator.wasTold("did not come"));
    }

    @Test
    void run_again_isDoneAlready() throws Exception {
        token.holds("root", ROOT);
        join.run("node-2", PATIENCE);
        assertEquals(0, giver.asked);
        assertEquals(0, token.pairs);
    }

    @Test
    void run_labelTakenByAnotherKey_isRefused() {
        token.holds("root", "ff");
        assertTrue(refused().contains("not replaced"));
        assertEquals(0, giver.asked);
    }

    @Test
    void run_operatorDoesNotConfirm_withdrawsTheRequest() {
        operator.agrees = false;
        assertTrue(refused().contains("not confirmed"));
        assertEquals(1, giver.refused);
        assertEquals(List.of(), token.keys);
    }

    @Test
    void run_operatorDoesNotConfirmAndTheRequestStays_saysBoth() {
        operator.agrees = false;
        giver.gone = true;
        String said = refused();
        assertTrue(said.contains("not confirmed: nothing was brought in"), said);
        assertTrue(said.contains("(no answer): strongroom hsm refuse id"), said);
        assertEquals(List.of(), token.keys);
    }

    @Test
    void run_anotherRootKeyIsSent_isRefused() {
        giver.fingerprint = "ff" + ROOT.substring(2);
        assertTrue(refused().contains("another root key"));
        assertEquals(List.of(), token.keys);
    }

    @Test
    void run_refusedTakenOrNeverApproved_saysWhatToDo() {
        giver.states.clear();
        giver.states.add("refused");
        assertTrue(refused().contains("refused"));
        giver.states.clear();
        giver.states.add("taken");
        assertTrue(refused().contains("run this again"));
        giver.states.clear();
        giver.states.add("waiting");
        assertTrue(refused().contains("nobody approved"));
    }

    @Test
    void run_rootKeyThatCannotLeave_isRefusedBeforeAnything() {
        giver.extractable = false;
        assertTrue(refused().contains("--not-extractable"));
        giver.kind = "software";
        assertTrue(refused().contains("key store file"));
        assertEquals(0, token.pairs);
    }
}
