package io.strongroom.chaos.history.record;

/** A fault under way. */
public final class OpenFault {
    private final Recorder recorder;
    private final long id;

    OpenFault(Recorder recorder, long id) {
        this.recorder = recorder;
        this.id = id;
    }

    /**
     * It is healed; to be called once.
     *
     * @param bit whether it had an effect
     * @param evidence by what that was seen, in words
     */
    public void healed(boolean bit, String evidence) {
        recorder.endFault(id, bit, evidence);
    }
}
