package io.strongroom.chaos.suite.campaign;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.chaos.suite.stage.NodeFailure;
import io.strongroom.chaos.suite.stage.StageException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.FutureTask;

class SalvoTest {
    @Test
    void all_ofWhichOneMetANodeThatDidWrong_isThatOnesFailure() {
        FutureTask<Void> engine = failing(new StageException("the engine is away"));
        FutureTask<Void> broken = failing(new IllegalStateException("broken"));
        FutureTask<Void> node = failing(new NodeFailure("node 1 did not start"));

        NodeFailure thrown =
                assertThrows(NodeFailure.class, () -> Salvo.all(List.of(engine, broken, node)));

        assertEquals("node 1 did not start", thrown.getMessage());
    }

    @Test
    void all_withoutAFailure_isOverWhenEachIs() {
        FutureTask<Void> well = new FutureTask<>(() -> null);
        assertDoesNotThrow(() -> Salvo.all(List.of(well)));
        assertEquals(FutureTask.State.SUCCESS, well.state());
    }

    private static FutureTask<Void> failing(Exception failure) {
        return new FutureTask<>(() -> {
            throw failure;
        });
    }
}
