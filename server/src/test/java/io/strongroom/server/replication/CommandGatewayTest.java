package io.strongroom.server.replication;

import static io.strongroom.server.fake.Requests.assertBadParameter;
import static io.strongroom.server.fake.Requests.assertRefused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.raft.testing.FakeReplicatedLog;
import io.strongroom.raft.testing.FakeReplicatedLog.Fault;
import io.strongroom.server.auth.ManualClock;
import io.strongroom.server.fake.ManualNanos;
import io.strongroom.server.http.ApiException;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.FeatureLevel;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.fake.Samples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

final class CommandGatewayTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private final HeldStateMachine machine = new HeldStateMachine();
    private final FakeReplicatedLog log = new FakeReplicatedLog(machine);
    private final ManualClock clock = new ManualClock();
    private final ManualNanos nanos = new ManualNanos();
    private final AtomicInteger level = new AtomicInteger(FeatureLevel.CURRENT);
    private final AtomicLong commits = new AtomicLong();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final CommandGateway gateway = gateway(Duration.ofMinutes(2));

    CommandGatewayTest() {
        log.start();
    }

    private CommandGateway gateway(Duration turnTimeout) {
        return new CommandGateway(
                log,
                new CommandGateway.Self(7, clock, turnTimeout),
                level::get,
                new Freshness(nanos),
                _ -> commits.incrementAndGet());
    }

    @AfterEach
    void close() {
        machine.release(1_000_000);
        callers.close();
        log.close();
    }

    private static RequestId id(int number) {
        return new RequestId("alice", new UUID(0, number));
    }

    private static Command small() {
        return new Command.PurgeDue(1);
    }

    private static Command large(int bytes) {
        return new Command.SetSecret(
                Samples.VAULT,
                Samples.DB,
                Samples.version(1),
                Bytes.copyOf(new byte[bytes]),
                Optional.empty(),
                new TreeMap<>(),
                ItemAttributes.DEFAULT,
                Bytes.empty());
    }

    private Future<Result> submit(int number, Command command) {
        return callers.submit(() -> gateway.submit(id(number), command, 0));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            LockSupport.parkNanos(100_000);
        }
    }

    private static Result get(Future<Result> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(60, TimeUnit.SECONDS);
    }

    @Test
    void submit_whenIdle_isSentAloneAtOnce() {
        machine.release(1);
        assertEquals(new Result.Done(), gateway.submit(id(1), small(), 0));
        Batch batch = machine.batches().getFirst();
        assertEquals(7, batch.proposer());
        assertEquals(clock.millis(), batch.stampMillis());
        assertEquals(List.of(new Envelope(id(1), small(), 0)), batch.commands());
        await(() -> commits.get() == 1);
    }

    @Test
    void submit_whileEntriesAreInFlight_gathersIntoTheNext() throws Exception {
        List<Future<Result>> all = new ArrayList<>();
        for (int i = 0; i < 602; i++) {
            all.add(submit(i, small()));
            int sent = i + 1;
            await(() -> gateway.sentAndWaiting() == sent);
        }
        machine.release(100);
        for (Future<Result> one : all) {
            assertEquals(new Result.Done(), get(one));
        }
        assertEquals(
                List.of(1, 1, 256, 256, 88),
                machine.batches().stream().map(batch -> batch.commands().size()).toList());
    }

    @Test
    void submit_largeCommands_keepEveryEntryBelowItsLimit() throws Exception {
        List<Future<Result>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(submit(i, large(1024 * 1024)));
        }
        await(() -> gateway.sentAndWaiting() == 10);
        machine.release(100);
        for (Future<Result> one : all) {
            assertEquals(new Result.Done(), get(one));
        }
        for (Batch batch : machine.batches()) {
            assertTrue(EntryCodec.encode(batch).length <= ReplicatedLog.MAX_ENTRY_BYTES);
        }
        assertEquals(
                List.of(1, 1, 2, 2, 2, 2),
                machine.batches().stream().map(batch -> batch.commands().size()).toList());
    }

    @Test
    void submit_commandLargerThanAnEntry_isRefused() {
        assertRefused(
                ErrorCode.REQUEST_TOO_LARGE,
                () -> gateway.submit(id(1), large(ReplicatedLog.MAX_ENTRY_BYTES), 0));
        assertEquals(0, gateway.sentAndWaiting());
    }

    @Test
    void submit_commandWithoutAnEncoding_isTheCallersFault() {
        Command command = Samples.update(Samples.DB, Optional.of("\ud800"));
        assertBadParameter(() -> gateway.submit(id(1), command, 0));
        assertEquals(0, gateway.sentAndWaiting());
    }

    @Test
    void submit_tooManyWaiting_isThrottled() {
        // Two are in flight, the others wait.
        for (int i = 0; i < CommandGateway.MAX_WAITING + 2; i++) {
            var _ = submit(i, small());
        }
        await(() -> gateway.sentAndWaiting() == CommandGateway.MAX_WAITING + 2);
        assertRefused(ErrorCode.THROTTLED, () -> gateway.submit(id(9999), small(), 0));
    }

    @Test
    void submit_tooManyBytesWaiting_isThrottledAndRecovers() {
        int each = 2 * 1024 * 1024;
        int fit = (int) (CommandGateway.MAX_WAITING_BYTES / each);
        for (int i = 0; i < fit + 1; i++) {
            var _ = submit(i, large(each));
        }
        await(() -> gateway.sentAndWaiting() == fit + 1);
        assertRefused(ErrorCode.THROTTLED, () -> gateway.submit(id(9999), large(each), 0));
        machine.release(1000);
        await(() -> gateway.sentAndWaiting() == 0);
        assertEquals(new Result.Done(), gateway.submit(id(9999), large(each), 0));
    }

    @Test
    void submit_noMajority_saysThatNothingHappened() {
        log.majority(false);
        assertRefused(ErrorCode.SERVICE_UNAVAILABLE, () -> gateway.submit(id(1), small(), 0));
        log.majority(true);
        machine.release(1);
        assertEquals(new Result.Done(), gateway.submit(id(1), small(), 0));
    }

    @Test
    void submit_lostOrUnconfirmed_isOfUnknownOutcome() {
        log.failNext(Fault.NOT_APPENDED, Fault.UNKNOWN_LOST, Fault.UNKNOWN_APPLIED);
        machine.release(10);
        assertRefused(ErrorCode.SERVICE_UNAVAILABLE, () -> gateway.submit(id(1), small(), 0));
        assertRefused(ErrorCode.OUTCOME_UNKNOWN, () -> gateway.submit(id(2), small(), 0));
        assertRefused(ErrorCode.OUTCOME_UNKNOWN, () -> gateway.submit(id(3), small(), 0));
        assertEquals(1, machine.batches().size());
    }

    @Test
    void submit_waitingTooLongForItsTurn_isTakenBackUnsent() throws Exception {
        CommandGateway impatient = gateway(Duration.ofMillis(50));
        List<Future<Result>> inFlight = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            inFlight.add(callers.submit(() -> impatient.submit(id(number), small(), 0)));
        }
        await(() -> impatient.sentAndWaiting() == 2);
        assertRefused(ErrorCode.SERVICE_UNAVAILABLE, () -> impatient.submit(id(3), small(), 0));
        machine.release(10);
        for (Future<Result> one : inFlight) {
            assertEquals(new Result.Done(), get(one));
        }
        assertEquals(2, machine.batches().size());
    }

    @Test
    void submit_replyWithAnotherNumberOfResults_isOurOwnBug() {
        machine.leaveOutAResult();
        machine.release(1);
        assertThrows(InvariantViolation.class, () -> gateway.submit(id(1), small(), 0));
    }

    @Test
    void submit_interrupted_isOfUnknownOutcome() throws Exception {
        Thread[] caller = new Thread[1];
        Future<Result> waiting =
                callers.submit(() -> {
                    caller[0] = Thread.currentThread();
                    return gateway.submit(id(1), small(), 0);
                });
        await(() -> gateway.sentAndWaiting() == 1);
        caller[0].interrupt();
        Throwable cause = assertThrows(ExecutionException.class, () -> get(waiting)).getCause();
        assertEquals(ErrorCode.OUTCOME_UNKNOWN, assertInstanceOf(ApiException.class, cause).code());
    }

    @Test
    void submit_commandOfALevelNotFinalized_isRefusedBeforeTheLog() {
        level.set(FeatureLevel.FIRST);
        Command report = new Command.ReportDigest(1, Bytes.empty());
        assertRefused(ErrorCode.CONFLICT, () -> gateway.submitSystem(report));
        machine.release(2);
        assertEquals(new Result.Done(), gateway.submitSystem(small()));
        level.set(2);
        assertEquals(new Result.Done(), gateway.submitSystem(report));
        assertEquals(2, machine.batches().size());
    }

    @Test
    void submit_underOverload_keepsWhatWaitsBounded() throws Exception {
        int many = 3 * CommandGateway.MAX_WAITING;
        List<Future<Result>> all = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            all.add(submit(i, small()));
        }
        int refused = many - CommandGateway.MAX_WAITING - 2;
        await(() -> all.stream().filter(Future::isDone).count() == refused);
        assertEquals(CommandGateway.MAX_WAITING + 2, gateway.sentAndWaiting());
        machine.release(1000);
        int done = 0;
        for (Future<Result> one : all) {
            try {
                one.get(60, TimeUnit.SECONDS);
                done++;
            } catch (ExecutionException e) {
                assertEquals(
                        ErrorCode.THROTTLED,
                        assertInstanceOf(ApiException.class, e.getCause()).code());
            }
        }
        assertEquals(CommandGateway.MAX_WAITING + 2, done);
        await(() -> gateway.sentAndWaiting() == 0);
    }
}
