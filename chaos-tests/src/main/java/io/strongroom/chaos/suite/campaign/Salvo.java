package io.strongroom.chaos.suite.campaign;

import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.stage.Failures;
import io.strongroom.chaos.suite.stage.StageException;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The faults of one blow, each in a thread of its own when there are several. */
public record Salvo(Ground ground, FaultPlan.Blow blow) {

    /**
     * Returns when all are over, also when one failed.
     *
     * @throws StageException of the worst that failed
     */
    void strike() throws StageException, InterruptedException {
        if (blow.parts().size() == 1) {
            FaultPlan.Part alone = blow.parts().getFirst();
            alone.nemesis().strike(ground, alone.hold());
            return;
        }
        int leader = ground.leader();
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (FaultPlan.Part part : blow.parts()) {
            tasks.add(task(part, ground.shared(leader)));
        }
        all(tasks);
    }

    /** Runs them side by side; returns when all are over. */
    static void all(List<FutureTask<Void>> tasks) throws StageException, InterruptedException {
        tasks.forEach(task -> Thread.ofVirtual().name("fault").start(task));
        Failures failures = new Failures();
        for (FutureTask<Void> task : tasks) {
            try {
                var _ = task.get();
            } catch (ExecutionException e) {
                failures.add(failure(e));
            }
        }
        failures.throwWorst();
    }

    private static FutureTask<Void> task(FaultPlan.Part part, Ground own) {
        return new FutureTask<>(() -> {
            Thread.sleep(part.delay());
            part.nemesis().strike(own, part.hold());
            return null;
        });
    }

    private static StageException failure(ExecutionException e) {
        Throwable cause = Objects.requireNonNull(e.getCause());
        return cause instanceof StageException one
                ? one
                : new StageException("a fault failed: " + cause, cause);
    }
}
