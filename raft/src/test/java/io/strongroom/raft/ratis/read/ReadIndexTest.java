package io.strongroom.raft.ratis.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;

class ReadIndexTest {
    private static final Standing LEADER = new Standing(1, 4, true, 17, 0);
    private static final Standing FOLLOWER = follower(2, 4);

    /** Its thread is held: what falls due is done when a test says so, on the test's thread. */
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Integer> asked = new ArrayList<>();
    private final Map<Integer, CompletableFuture<Standing>> answers = new HashMap<>();
    private ReadIndex.View view =
            new ReadIndex.View(2, FOLLOWER, Set.of(1, 2, 3), OptionalInt.of(1));
    private final ReadIndex index =
            new ReadIndex(
                    () -> view,
                    node -> {
                        asked.add(node);
                        return answer(node);
                    },
                    timer);

    private static Standing follower(int node, long term) {
        return new Standing(node, term, false, 16, 0);
    }

    private CompletableFuture<Standing> answer(int node) {
        return answers.computeIfAbsent(node, _ -> new CompletableFuture<>());
    }

    private List<Integer> asked() {
        List<Integer> all = List.copyOf(asked);
        asked.clear();
        return all;
    }

    @BeforeEach
    void holdTheTimer() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        var _ =
                timer.submit(() -> {
                    held.countDown();
                    end.await();
                    return null;
                });
        held.await();
    }

    /** Waits until the next step is due and does it. */
    private void pass() throws InterruptedException {
        timer.getQueue().take().run();
    }

    @AfterEach
    void stop() {
        end.countDown();
        timer.shutdownNow();
    }

    @Test
    void confirm_onAFollowerOfThree_asksTheLeaderOnly() {
        CompletableFuture<Long> read = index.confirm();
        assertEquals(List.of(1), asked());
        assertFalse(read.isDone());
        answer(1).complete(LEADER);
        assertEquals(17, read.join());
        assertEquals(List.of(), asked());
    }

    @Test
    void confirm_onTheLeader_asksOneMoreAndAnotherWhenItIsSlow() throws InterruptedException {
        view = new ReadIndex.View(1, LEADER, Set.of(1, 2, 3), OptionalInt.of(1));
        CompletableFuture<Long> read = index.confirm();
        assertEquals(List.of(2), asked());
        pass();
        assertEquals(List.of(3), asked(), "the first is slow");
        answer(3).complete(follower(3, 4));
        assertEquals(17, read.join());

        CompletableFuture<Long> second = index.confirm();
        assertEquals(17, second.join());
        assertEquals(List.of(3), asked(), "the slow one is passed over for a while");
    }

    @Test
    void confirm_whenTheOneAskedIsAway_asksTheOtherAtOnce() {
        view = new ReadIndex.View(1, LEADER, Set.of(1, 2, 3), OptionalInt.of(1));
        answer(2).completeExceptionally(new IllegalStateException("connection refused"));
        answer(3).complete(follower(3, 4));
        assertEquals(17, index.confirm().join());
        assertEquals(List.of(2, 3), asked());
    }

    @Test
    void confirm_whenAVoterWentOn_failsSoon() throws InterruptedException {
        view = new ReadIndex.View(1, LEADER, Set.of(1, 2, 3), OptionalInt.of(1));
        answer(2).complete(follower(2, 5));
        answer(3).complete(follower(3, 5));
        CompletableFuture<Long> read = index.confirm();
        pass();
        assertFalse(read.isDone());
        pass();
        assertThrows(CompletionException.class, read::join);
    }

    @Test
    void confirm_whenWhomItTakesForTheLeaderDoesNotLead_failsAtOnce() {
        answer(1).complete(follower(1, 4));
        assertTrue(index.confirm().isCompletedExceptionally());
    }

    @Test
    void confirm_whenAnotherNodeAnswersAtTheAddress_doesNotCountIt() {
        view = new ReadIndex.View(1, LEADER, Set.of(1, 2, 3), OptionalInt.of(1));
        answer(2).complete(follower(3, 4));
        CompletableFuture<Long> read = index.confirm();
        assertEquals(List.of(2, 3), asked());
        assertFalse(read.isDone());
        answer(3).complete(follower(3, 4));
        assertEquals(17, read.join());
    }

    @Test
    void confirm_whenTheLeaderIsAway_failsAtOnce() {
        answer(1).completeExceptionally(new IllegalStateException("connection refused"));
        assertTrue(index.confirm().isCompletedExceptionally());
    }

    @Test
    void confirm_duringAnElectionOrAChangeOfTheMembership_asksNobody() {
        view = new ReadIndex.View(2, FOLLOWER, Set.of(1, 2, 3), OptionalInt.empty());
        assertTrue(index.confirm().isCompletedExceptionally());
        view =
                new ReadIndex.View(
                        2, new Standing(2, 4, false, 16, -1), Set.of(1, 2, 3), OptionalInt.of(1));
        assertTrue(index.confirm().isCompletedExceptionally());
        assertEquals(List.of(), asked());
    }

    @Test
    void confirm_onAListener_needsAMajorityOfTheVoters() {
        view = new ReadIndex.View(4, follower(4, 4), Set.of(1, 2, 3), OptionalInt.of(1));
        CompletableFuture<Long> read = index.confirm();
        assertEquals(List.of(1, 2), asked());
        answer(1).complete(LEADER);
        assertFalse(read.isDone());
        answer(2).complete(FOLLOWER);
        assertEquals(17, read.join());
    }

    @Test
    void confirm_alone_isItsOwnMajority() {
        view = new ReadIndex.View(1, LEADER, Set.of(1), OptionalInt.of(1));
        assertEquals(17, index.confirm().join());
    }
}
