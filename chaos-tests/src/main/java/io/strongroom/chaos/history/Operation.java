package io.strongroom.chaos.history;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One operation of one client. Its effect, if it had one, lies between begin and end; of an unknown
 * one anywhere after the begin, whenever its client gave it up.
 *
 * @param id in order of begin
 */
public record Operation(long id, Source source, Request request, Span span, Outcome outcome) {
    public String workload() {
        return source.workload();
    }

    public int client() {
        return source.client();
    }

    public String name() {
        return request.name();
    }

    public Action action() {
        return request.action();
    }

    public long begin() {
        return span.beginNanos();
    }

    /** Until when it can take effect, in nanoseconds since the run's start. */
    public long latestEffect() {
        return outcome instanceof Outcome.Unknown ? Span.OPEN : span.endNanos();
    }

    /** What was seen; null when it was not answered. */
    public @Nullable Seen seen() {
        return outcome instanceof Outcome.Ok ok ? ok.seen() : null;
    }

    /** Answered, and not with a refusal. */
    public boolean succeeded() {
        return outcome instanceof Outcome.Ok(Seen seen) && !(seen instanceof Seen.Refused);
    }

    /** What a listing showed; nothing when it was not answered, or is none. */
    public List<String> listed() {
        return seen() instanceof Seen.Listing(List<String> items) ? items : List.of();
    }

    public boolean refusedAs(Seen.Refusal refusal) {
        return outcome instanceof Outcome.Ok(Seen.Refused(Seen.Refusal why)) && why == refusal;
    }

    /** Succeeded, or perhaps. */
    public boolean mayHaveSucceeded() {
        return succeeded() || outcome instanceof Outcome.Unknown;
    }

    /** The same with its answer lost: says less, so what holds with it holds without. */
    public Operation unanswered() {
        return new Operation(id, source, request, span, new Outcome.Unknown("unanswered"));
    }
}
