package io.strongroom.chaos.suite.workload.call;

import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Source;
import io.strongroom.chaos.history.record.OpenOperation;
import io.strongroom.chaos.history.record.Recorder;

/** Sends requests and records them. Thread-safe. */
public record Caller(Target target, Recorder recorder, Tally tally) {

    /** Does it and returns how it ended. */
    public Outcome call(Source source, Request request) {
        OpenOperation open = recorder.begin(source, request);
        Outcome outcome = target.ask(request);
        switch (outcome) {
            case Outcome.Ok(var seen) -> open.ok(seen);
            case Outcome.Failed(String cause) -> open.failed(cause);
            case Outcome.Unknown(String cause) -> open.unknown(cause);
        }
        tally.count(outcome);
        return outcome;
    }
}
