package io.strongroom.chaos.suite.nemesis.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.Program;

import org.junit.jupiter.api.Test;

import java.util.Optional;

final class CureTest {
    private static final String LOG =
            "the log is not whole; run: strongroom repair-log --config FILE (when it refuses,"
                    + " replace the node)";

    @Test
    void named_byARefusal_isTheFirstThatIsToBeTried() {
        assertEquals(
                Optional.of(Cure.STATE_ASIDE), Cure.named(3, "move the folder aside as it is"));
        assertEquals(Optional.of(Cure.REPAIR_LOG), Cure.named(3, LOG));
        assertEquals(
                Optional.of(Cure.REPLACEMENT),
                Cure.named(70, "replace this node as one with a lost disk"));
    }

    @Test
    void named_byWhatNamesNothing_isEmpty() {
        assertEquals(Optional.empty(), Cure.named(3, "block checksum mismatch"));
        assertEquals(Optional.empty(), Cure.named(70, ""));
    }

    @Test
    void named_withACodeThatIsNotOfDamage_isEmpty() {
        for (long code : new long[] {-1, 0, 1, 2, 75, 134, 137}) {
            assertEquals(Optional.empty(), Cure.named(code, LOG), "code " + code);
        }
    }

    @Test
    void refusedAsItMay_onlyByItsCodeWithARemedy() {
        assertTrue(Cure.refusedAsItMay(ended(3, "strongroom: nothing was changed: replace-node")));
        assertFalse(Cure.refusedAsItMay(ended(3, "strongroom: nothing was changed")));
        assertFalse(Cure.refusedAsItMay(ended(1, "NullPointerException: replace-node")));
        assertFalse(Cure.refusedAsItMay(ended(134, "")));
    }

    private static Program.Ended ended(int exitCode, String errors) {
        return new Program.Ended(exitCode, "", errors);
    }
}
