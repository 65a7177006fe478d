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
     * @param wrong what a node did that it must not, in words; or empty
     */
    public void healed(boolean bit, String evidence, String wrong) {
        recorder.endFault(id, bit, evidence, wrong);
    }

    /** The same, when the nodes did as they must. */
    public void healed(boolean bit, String evidence) {
        healed(bit, evidence, "");
    }
}
