package io.strongroom.chaos.history;

/**
 * One fault.
 *
 * @param nemesis its kind
 * @param detail what it was done to, in words
 * @param span from the first step of injecting to the last of healing
 * @param bit whether it was seen to have an effect: an election, dropped packets, lost bytes
 * @param evidence by what that was seen
 * @param wrong what a node did, because of it or beside it, that it must not; empty when there was
 *     nothing of that
 */
public record Fault(
        String nemesis, String detail, Span span, boolean bit, String evidence, String wrong) {
    /** The kind of those in which some nodes' clocks are wrong, fewer than a majority's. */
    public static final String CLOCK = "clock";

    /** One in which the nodes did as they must. */
    public Fault(String nemesis, String detail, Span span, boolean bit, String evidence) {
        this(nemesis, detail, span, bit, evidence, "");
    }
}
