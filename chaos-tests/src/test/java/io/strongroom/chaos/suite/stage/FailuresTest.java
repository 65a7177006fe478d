package io.strongroom.chaos.suite.stage;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.util.List;

class FailuresTest {
    private final StageException engine = new StageException("the engine is away");
    private final StageException other = new StageException("the disk too");

    @Test
    void throwWorst_ofWhatTheNodesDidAndTroubleWithTheStage_isWhatTheNodesDid() {
        NodeFailure node = new NodeFailure("node 1 did not start");
        assertSame(node, thrown(List.of(new StageException("before"), node)));
        assertSame(node, thrown(List.of(node, engine)));
        assertEquals(2, node.getSuppressed().length);
    }

    @Test
    void throwWorst_ofEquals_isTheFirst() {
        assertSame(other, thrown(List.of(other, new StageException("later"))));
    }

    @Test
    void throwWorst_ofNothing_throwsNothing() {
        assertDoesNotThrow(() -> new Failures().throwWorst());
    }

    private static StageException thrown(List<StageException> all) {
        Failures failures = new Failures();
        all.forEach(failures::add);
        return assertThrows(StageException.class, failures::throwWorst);
    }
}
