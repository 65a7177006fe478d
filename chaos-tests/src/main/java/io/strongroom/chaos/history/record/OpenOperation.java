package io.strongroom.chaos.history.record;

import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Seen;

/** An operation under way; exactly one of the methods is called, once. */
public final class OpenOperation {
    private final Recorder recorder;
    private final long id;

    OpenOperation(Recorder recorder, long id) {
        this.recorder = recorder;
        this.id = id;
    }

    /** It was answered. */
    public void ok(Seen seen) {
        recorder.end(id, new Outcome.Ok(seen));
    }

    /** It certainly did not happen. */
    public void failed(String cause) {
        recorder.end(id, new Outcome.Failed(cause));
    }

    /** It may have happened: every time-out, every broken connection. */
    public void unknown(String cause) {
        recorder.end(id, new Outcome.Unknown(cause));
    }
}
