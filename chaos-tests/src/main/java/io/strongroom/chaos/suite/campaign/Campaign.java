package io.strongroom.chaos.suite.campaign;

import io.strongroom.chaos.check.validity.AnswersAgain;
import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.admin.Upgrade;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Fault after fault, now and then two at the same time, each in a cluster that has recovered from
 * what was before.
 *
 * @param acknowledged how many operations of the clients were acknowledged so far
 * @param progress told of each fault, in a line
 */
public record Campaign(
        Ground ground, FaultPlan plan, LongSupplier acknowledged, Consumer<String> progress) {
    /** From a fault's end until every node serves again; replay and catching up are in it. */
    public static final Duration RECOVERS_WITHIN = Duration.ofMinutes(4);

    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * Strikes until it is enough; the last fault is over when it returns.
     *
     * @return whether every node served again after each fault, and clients were answered; after
     *     the first time that it is not so, no other fault is begun
     */
    public boolean run(Enough enough) throws StageException, InterruptedException {
        while (true) {
            FaultPlan.Blow blow = plan.next();
            switch (enough.next(blow, System.nanoTime())) {
                case STOP -> {
                    return true;
                }
                case SKIP -> {
                    continue;
                }
                case STRIKE -> {}
            }
            // Part of the plan: the cluster is left alone, so that each fault finds it at work.
            Thread.sleep(blow.rest());
            for (FaultPlan.Part part : blow.parts()) {
                progress.accept(words(part));
            }
            new Salvo(ground, blow).strike();
            if (!recovered()) {
                progress.accept("not recovered");
                return false;
            }
        }
    }

    private static String words(FaultPlan.Part part) {
        String after =
                part.delay().isZero()
                        ? ""
                        : ", after %.1f s".formatted(part.delay().toMillis() / 1000.0);
        return "%s for about %.0f s%s"
                .formatted(part.nemesis().label(), part.hold().toMillis() / 1000.0, after);
    }

    /**
     * Brings to its end what faults have begun and left so on purpose: an upgrade, without which
     * nodes do not tell each other of their states.
     */
    public void conclude() throws StageException, InterruptedException {
        Upgrade.complete(ground);
    }

    /**
     * Waits until every node serves, and then until somebody is answered: no other fault may come
     * between, which would explain why nobody is.
     */
    public boolean recovered() throws InterruptedException {
        long start = System.nanoTime();
        if (!ground.watch().awaitAllServing(RECOVERS_WITHIN)) {
            return false;
        }
        ground.recorder().allReady();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        progress.accept("all nodes serve after %.1f s".formatted(took.toMillis() / 1000.0));
        boolean answered = answered(AnswersAgain.within(took));
        if (!answered) {
            progress.accept("nobody is answered, and all nodes serve");
        }
        return answered;
    }

    private boolean answered(Duration within) throws InterruptedException {
        // By then what was acknowledged before is counted; clients tell nobody that they are.
        Thread.sleep(POLL);
        long before = acknowledged.getAsLong();
        long start = System.nanoTime();
        while (acknowledged.getAsLong() == before) {
            if (System.nanoTime() - start > within.toNanos()) {
                return false;
            }
            Thread.sleep(POLL);
        }
        return true;
    }
}
