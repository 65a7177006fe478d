package io.strongroom.chaos.suite.workload.crowd;

import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Source;
import io.strongroom.chaos.suite.workload.call.Caller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Clients that take turns, each in a thread of its own. For one thread. */
public final class Clients implements AutoCloseable {
    /** Longer than the most patient client's last call. */
    private static final Duration LAST_CALL_WITHIN = Duration.ofMinutes(2);

    private static final int TRIES = 20;
    private static final Duration AGAIN_AFTER = Duration.ofMillis(500);

    private final String workload;
    private final List<Member> members = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private int lastAskers = 1;

    /** What was thrown that no turn may throw, with its client's name. */
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();

    /** What a client does with its turn; never called by two threads at once. */
    public interface Turn {
        void take(Asking asking, Random random);
    }

    /** One client's way to ask. */
    public interface Asking {
        Outcome ask(Request request);
    }

    private record Member(Caller caller, Turn turn, double share) {}

    /**
     * None yet.
     *
     * @param workload their operations' workload
     */
    public Clients(String workload) {
        this.workload = workload;
    }

    /** One more; they are numbered in this order. */
    public void add(Caller caller, Turn turn) {
        add(caller, turn, 1);
    }

    /** One more that takes so many turns for one of an ordinary client's. */
    public void add(Caller caller, Turn turn, double share) {
        members.add(new Member(caller, turn, share));
    }

    /**
     * Starts them.
     *
     * @param perSecond turns of all together
     */
    public void start(long seed, double perSecond) {
        Random seeds = new Random(seed);
        long now = System.nanoTime();
        double shares = members.stream().mapToDouble(Member::share).sum();
        for (int number = 0; number < members.size(); number++) {
            Random random = new Random(seeds.nextLong());
            Member member = members.get(number);
            Pace pace = new Pace(perSecond * member.share() / shares, members.size(), number, now);
            Asking asking = asking(member.caller(), number);
            threads.add(
                    Thread.ofVirtual()
                            .name(workload + "-" + number)
                            .start(() -> work(member.turn(), asking, random, pace)));
        }
    }

    private Asking asking(Caller caller, int number) {
        Source source = new Source(workload, number);
        return request -> caller.call(source, request);
    }

    private void work(Turn turn, Asking asking, Random random, Pace pace) {
        try {
            while (!stopped.await(pace.next(System.nanoTime()).toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    turn.take(asking, random);
                } catch (RuntimeException e) {
                    // It goes on, for the load; the end of the run tells of it.
                    broken.add(Thread.currentThread().getName() + ": " + e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Has them end their last turn and waits for it.
     *
     * @throws IllegalStateException when one does not end, or broke a turn off
     */
    public void stop() throws InterruptedException {
        stopped.countDown();
        for (Thread thread : threads) {
            if (!thread.join(LAST_CALL_WITHIN)) {
                throw new IllegalStateException(thread.getName() + " does not end");
            }
        }
        if (!broken.isEmpty()) {
            throw new IllegalStateException(
                    "turns of clients that broke: %d, first %s"
                            .formatted(broken.size(), broken.peek()));
        }
    }

    /**
     * Asks as a client of its own, and again for some seconds as long as there is no answer. Each
     * try has its own place in the history.
     */
    public Outcome askAtLast(Caller caller, Request request) throws InterruptedException {
        return untilAnswered(asking(caller, Source.AT_LAST), request);
    }

    private static Outcome untilAnswered(Asking asking, Request request)
            throws InterruptedException {
        Outcome outcome = asking.ask(request);
        for (int i = 1; i < TRIES && !(outcome instanceof Outcome.Ok); i++) {
            Thread.sleep(AGAIN_AFTER);
            outcome = asking.ask(request);
        }
        return outcome;
    }

    /**
     * Asks all of those in the same way, several at a time; returns when the last is answered. Each
     * call has clients of its own.
     *
     * @param requests are taken out
     */
    public void askAllAtLast(Caller caller, Queue<Request> requests, int atATime)
            throws InterruptedException {
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < atATime; i++) {
            Asking asking = asking(caller, Source.AT_LAST + lastAskers++);
            readers.add(Thread.ofVirtual().start(() -> askAll(asking, requests)));
        }
        for (Thread reader : readers) {
            reader.join();
        }
    }

    private static void askAll(Asking asking, Queue<Request> requests) {
        try {
            for (Request next = requests.poll(); next != null; next = requests.poll()) {
                var _ = untilAnswered(asking, next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
