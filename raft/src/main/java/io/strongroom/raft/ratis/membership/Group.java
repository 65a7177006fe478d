package io.strongroom.raft.ratis.membership;

import io.strongroom.raft.Member;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.RaftException;

import java.time.Duration;
import java.util.List;

/** The running group, as far as its membership is concerned. Thread-safe. */
public interface Group {
    /** What this node knows now; without members when it does not run. */
    GroupView view();

    /** Whether an entry of this node was ever applied, whoever is a member now. */
    boolean hasSpoken(int nodeId);

    /**
     * Replaces the membership, if it is still the expected one, and waits until that is committed.
     *
     * @throws MembershipException when nothing has changed
     * @throws RaftException when the change may have been made or may still be
     */
    void change(GroupView expected, List<Member> next, Duration patience)
            throws MembershipException, RaftException;

    /**
     * Asks one voter to take leadership over.
     *
     * @return whether it leads now
     */
    boolean handOver(int to, Duration patience);
}
