package io.strongroom.server.ceremony;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.pkcs11.TransportPair;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** To which pair of the newcomer's token the root key is wrapped, and to which it never is. */
final class RootKeyJoinPairTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FakeToken token = new FakeToken();
    private final FakeGiver giver = new FakeGiver();
    private final FakeOperator operator = new FakeOperator();
    private final RootKeyJoin join = join(Optional.empty());

    private RootKeyJoin join(Optional<String> resumed) {
        return new RootKeyJoin(token, giver, operator, "root", resumed);
    }

    private static TransportPair planted() {
        return new TransportPair("root (join)", new byte[] {1}, new byte[] {6, 6, 6});
    }

    @Test
    void run_pairOfSomebodyElseIsThere_isRemovedAndNeverAskedFor() throws Exception {
        token.there.add(planted());
        join.run("node-2", PATIENCE); // The giver asserts whose public half is sent.
        assertEquals(1, token.pairs);
        assertTrue(operator.wasTold("not made, which is not used: \"root (join)\", fingerprint "));
        assertTrue(operator.wasTold("; it is removed"));
        assertEquals(List.of(), token.there);
    }

    @Test
    void run_tokenKeepsThePair_makesAnotherAndSaysSo() throws Exception {
        token.there.add(planted());
        token.keepsPairs = true;
        join.run("node-2", PATIENCE);
        assertEquals(List.of("root"), token.labels());
        assertTrue(operator.wasTold("cannot be removed (prohibited)"));
    }

    private void brokenOff() {
        token.breaks = true;
        assertThrows(HsmException.class, () -> join.run("node-2", PATIENCE));
        token.breaks = false;
        giver.states.addAll(Arrays.asList("waiting", "approved"));
    }

    @Test
    void run_brokenOff_makesANewPairTheNextTime() throws Exception {
        brokenOff();
        assertEquals(1, token.there.size());
        join.run("node-2", PATIENCE);
        assertEquals(2, token.pairs);
        assertEquals(List.of("root"), token.labels());
        assertEquals(List.of(), token.there);
    }

    @Test
    void run_brokenOffAndResumed_goesOnWithTheSamePair() throws Exception {
        brokenOff();
        token.there.addFirst(planted());
        join(Optional.of(token.there.getLast().fingerprint())).run("node-2", PATIENCE);
        assertEquals(1, token.pairs);
        assertEquals(List.of("root"), token.labels());
        assertEquals(List.of(), token.there);
    }

    @Test
    void run_resumedWithAFingerprintThatNoPairHas_isRefused() {
        token.there.add(planted());
        String refused =
                String.valueOf(
                        assertThrows(
                                        CeremonyException.class,
                                        () ->
                                                join(Optional.of("00".repeat(32)))
                                                        .run("node-2", PATIENCE))
                                .getMessage());
        assertTrue(refused.contains("without --resume"), refused);
        assertEquals(0, giver.asked);
        assertEquals(0, token.pairs);
    }
}
