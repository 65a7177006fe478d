package io.strongroom.server.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.testing.FakeReplicatedLog;
import io.strongroom.raft.testing.FakeReplicatedLog.Fault;
import io.strongroom.server.auth.ManualClock;
import io.strongroom.server.fake.ManualNanos;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.FeatureLevel;
import io.strongroom.storage.command.Result;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A gateway that has nothing to propose tells the time. */
final class CommandGatewayTickTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private final HeldStateMachine machine = new HeldStateMachine();
    private final FakeReplicatedLog log = new FakeReplicatedLog(machine);
    private final ManualNanos nanos = new ManualNanos();
    private final AtomicLong commits = new AtomicLong();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final CommandGateway gateway =
            new CommandGateway(
                    log,
                    new CommandGateway.Self(7, new ManualClock()),
                    () -> FeatureLevel.CURRENT,
                    new Freshness(nanos),
                    _ -> commits.incrementAndGet());

    CommandGatewayTickTest() {
        log.start();
    }

    @AfterEach
    void close() {
        machine.release(1_000_000);
        callers.close();
        log.close();
    }

    private Result change() {
        return gateway.submitSystem(new Command.PurgeDue(1));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            LockSupport.parkNanos(100_000);
        }
    }

    @Test
    void tick_onlyAfterSilence_tellsTheTime() {
        machine.release(100);
        gateway.tick();
        await(() -> commits.get() == 1);
        assertEquals(List.of(), machine.batches().getFirst().commands());
        assertEquals(FeatureLevel.CURRENT, machine.batches().getFirst().supportedLevel());
        gateway.tick();
        nanos.advance(CommandGateway.TICK.minusMillis(1));
        gateway.tick();
        assertEquals(1, commits.get());
        nanos.advance(Duration.ofMillis(1));
        gateway.tick();
        await(() -> commits.get() == 2);
        nanos.advance(CommandGateway.TICK);
        var _ = change();
        gateway.tick();
        await(() -> commits.get() == 3);
        assertEquals(3, machine.batches().size());
    }

    @Test
    void tick_logDoesNotAnswer_isTriedAgain() {
        machine.release(100);
        log.failNext(Fault.NOT_APPENDED, Fault.UNKNOWN_LOST);
        gateway.tick();
        gateway.tick();
        assertEquals(0, machine.batches().size());
        gateway.tick();
        await(() -> machine.batches().size() == 1);
    }

    @Test
    void tick_whileSomethingIsOnItsWay_proposesNothing() {
        var _ = callers.submit(this::change);
        await(() -> gateway.sentAndWaiting() == 1);
        gateway.tick();
        machine.release(100);
        await(() -> gateway.sentAndWaiting() == 0);
        assertEquals(1, machine.batches().size());
    }
}
