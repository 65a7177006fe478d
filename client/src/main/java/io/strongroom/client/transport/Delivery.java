package io.strongroom.client.transport;

import io.strongroom.client.http.Answer;
import io.strongroom.client.http.Call;
import io.strongroom.client.http.Exchange;
import io.strongroom.client.http.ExchangeException;

import org.jspecify.annotations.Nullable;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One call on its way: attempts in rounds, in which each node gets at most one (the leader that an
 * answer names, a second one), a pause after each round. Not thread-safe; used once.
 */
final class Delivery {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** What deliveries share. */
    record Means(Exchange exchange, Nodes nodes, Discovery discovery, Tuning tuning, Pacer pacer) {}

    private final Means means;
    private final Call call;
    private final long deadline;
    private final Set<Node> tried = new HashSet<>();
    private final Set<Node> distrusted = new HashSet<>();

    private int attempts;
    private int pauses;
    private boolean followedLeader;
    private boolean mayHaveHappened;
    private @Nullable Node lastNode;
    private @Nullable Answer lastAnswer;
    private @Nullable ExchangeException lastFailure;

    Delivery(Means means, Call call, Duration total) {
        this.means = means;
        this.call = call;
        deadline = means.pacer().nanoTime() + total.toNanos();
    }

    Reply run() throws NoAnswerException {
        try {
            while (true) {
                var node = next();
                if (node.isEmpty()) {
                    return givenUp();
                }
                var answer = attempt(node.get());
                if (answer != null && settles(node.get(), answer)) {
                    return new Reply(answer, attempts, mayHaveHappened && !answer.isSuccess());
                }
                if (distrusted.size() == means.nodes().all().size()) {
                    return givenUp(); // No pause will make their certificates good.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var cause = new InterruptedIOException("interrupted");
            throw new NoAnswerException("interrupted while waiting", mayHaveHappened, cause);
        }
    }

    /** Empty when there is no time for another attempt. */
    private Optional<Node> next() throws InterruptedException {
        var told = means.nodes().leader().filter(this::isWorthFollowing);
        if (told.isPresent()) {
            followedLeader = true;
            return told;
        }
        var untried = means.nodes().pick(tried, wantsLeader());
        if (untried.isPresent()) {
            return isTooLate() ? Optional.empty() : untried;
        }
        tried.clear();
        followedLeader = false;
        if (attempts > 0 && means.nodes().leader().isEmpty() && !isTooLate()) {
            means.discovery().refresh();
        }
        var remaining = means.nodes().remaining(means.nodes().soonest());
        if (!pause(longer(attempts == 0 ? Duration.ZERO : backOff(), remaining))) {
            return Optional.empty();
        }
        return means.nodes().pick(Set.of(), wantsLeader()).or(() -> untriedAnyway());
    }

    /** Each is to be left alone, for others' failures or for less than a clock tick. */
    private Optional<Node> untriedAnyway() {
        return Optional.of(means.nodes().soonest());
    }

    /** An answer of this call named the leader, and it is not the node that gave the answer. */
    private boolean isWorthFollowing(Node leader) {
        return lastAnswer != null
                && !followedLeader
                && !leader.equals(lastNode)
                && means.nodes().isAvailable(leader)
                && !isTooLate();
    }

    private @Nullable Answer attempt(Node node) throws InterruptedException {
        attempts++;
        tried.add(node);
        lastNode = node;
        try {
            var answer = means.exchange().send(node.address(), call, timeout());
            means.nodes().answered(node, answer);
            lastAnswer = answer;
            lastFailure = null;
            distrusted.remove(node);
            return answer;
        } catch (ExchangeException e) {
            lastAnswer = null;
            lastFailure = e;
            failed(node, e);
            return null;
        }
    }

    private void failed(Node node, ExchangeException e) throws InterruptedException {
        switch (e.stage()) {
            case NOT_TRUSTED -> distrusted.add(node);
            case NOT_SENT, CROWDED -> distrusted.remove(node);
            case SENT -> mayHaveHappened |= call.effect() == Call.Effect.CHANGE;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (e.stage() != ExchangeException.Stage.CROWDED) { // That is our doing, not the node's.
            means.nodes().failed(node);
        }
    }

    /** Whether no further attempt is to follow. */
    private boolean settles(Node node, Answer answer) throws InterruptedException {
        var verdict = Verdict.of(answer);
        switch (verdict) {
            case FINAL -> {
                return true;
            }
            case UNKNOWN -> mayHaveHappened |= call.effect() == Call.Effect.CHANGE;
            case BUSY -> means.nodes().busy(node, retryAfter(answer));
            case THROTTLED -> {
                tried.clear();
                return !pause(longer(backOff(), retryAfter(answer)));
            }
        }
        return false;
    }

    private Reply givenUp() throws NoAnswerException {
        var answer = lastAnswer;
        if (answer != null) {
            return new Reply(answer, attempts, mayHaveHappened);
        }
        var failure = lastFailure;
        if (failure == null) {
            throw new NoAnswerException(
                    "every node failed a moment ago; not asked again within the time limit",
                    mayHaveHappened,
                    new InterruptedIOException("time limit"));
        }
        var node = lastNode;
        throw new NoAnswerException(
                "no answer after %d attempts; last from %s: %s"
                        .formatted(
                                attempts,
                                node == null ? "?" : node.address(),
                                failure.getMessage()),
                mayHaveHappened,
                failure);
    }

    /** False, at once, when the pause would outlast the time limit. */
    private boolean pause(Duration duration) throws InterruptedException {
        if (duration.compareTo(left()) >= 0) {
            return false;
        }
        means.pacer().pause(duration);
        return !isTooLate();
    }

    /** Half fixed, half chance: callers that failed together do not come back together. */
    private Duration backOff() {
        var longest = FIRST_PAUSE.multipliedBy(1L << Math.min(pauses++, 10));
        var bounded = longest.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longest;
        return Duration.ofNanos((long) (bounded.toNanos() * (0.5 + means.pacer().chance() / 2)));
    }

    private Duration timeout() {
        var left = left();
        var tuning = means.tuning();
        var first = attempts == 1 && tuning.firstAttempt().compareTo(tuning.attempt()) < 0;
        var attempt = first ? tuning.firstAttempt() : tuning.attempt();
        return left.compareTo(attempt) < 0 ? left : attempt;
    }

    /** A change that is sent only to be cut off ends with an unknown outcome for nothing. */
    private boolean isTooLate() {
        return attempts > 0 && left().compareTo(means.tuning().attempt().dividedBy(10)) < 0;
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - means.pacer().nanoTime()));
    }

    private boolean wantsLeader() {
        return call.effect() == Call.Effect.CHANGE || means.tuning().reads() == Tuning.Reads.LEADER;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** Seconds; the form with a date is not used by nodes and counts as none. */
    private static Duration retryAfter(Answer answer) {
        try {
            var seconds = Long.parseLong(answer.header("retry-after").orElse("0").strip());
            return Duration.ofSeconds(Math.max(0, Math.min(seconds, 3600)));
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }
}
