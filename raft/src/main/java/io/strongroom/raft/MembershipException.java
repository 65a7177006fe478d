package io.strongroom.raft;

/** A change of the membership that was refused; nothing has changed. */
public final class MembershipException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Ask the leader. */
        NOT_LEADER,
        /** No such member, or not of the kind that the change needs. */
        UNKNOWN_MEMBER,
        /** The id belongs to another member, or did once; or the address does. */
        ID_TAKEN,
        /** The newcomer's host leads to no address here. */
        UNKNOWN_HOST,
        /** The listener has not caught up yet; try again later. */
        NOT_CAUGHT_UP,
        /** Too few of the voters would be there afterwards. */
        QUORUM_AT_RISK,
        /** Another change is under way, or came in between; try again. */
        BUSY
    }

    private final Reason reason;

    public MembershipException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
