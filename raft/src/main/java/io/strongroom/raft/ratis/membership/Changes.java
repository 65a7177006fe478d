package io.strongroom.raft.ratis.membership;

import io.strongroom.raft.LogConfig.Peer;
import io.strongroom.raft.Member;
import io.strongroom.raft.MemberStatus;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.MembershipException.Reason;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which changes of the membership are safe. Ratis refuses only a part of what loses a quorum: it
 * does not look at who is there, nor whether a listener has caught up. Pure; each answer is the
 * membership to set, empty when there is nothing to do.
 */
final class Changes {
    /** How far a listener may be behind when it gets its vote; it is there in milliseconds. */
    static final long CAUGHT_UP_ENTRIES = 100;

    private Changes() {}

    /**
     * Takes a listener in.
     *
     * @param used whether the id was some other node's before
     */
    static Optional<List<Member>> addition(GroupView view, Peer peer, boolean used)
            throws MembershipException {
        requireLeading(view);
        Optional<MemberStatus> known = view.find(peer.nodeId());
        if (known.isPresent()) {
            Peer member = known.get().member().peer();
            if (member.equals(peer)) {
                return Optional.empty();
            }
            throw refused(
                    Reason.ID_TAKEN,
                    "node %d is a member at %s:%d: choose an id that was never used"
                            .formatted(peer.nodeId(), member.host(), member.port()));
        }
        if (used) {
            throw refused(
                    Reason.ID_TAKEN,
                    "node %d was a member before: choose an id that was never used"
                            .formatted(peer.nodeId()));
        }
        // Ratis does not check for whom a message is: a second id at one address would have its
        // entries and votes counted for the first as well.
        Optional<Peer> neighbour = view.at(peer.host(), peer.port());
        if (neighbour.isPresent()) {
            throw refused(
                    Reason.ID_TAKEN,
                    "%s:%d is the address of node %d: remove that one first, or use another port"
                            .formatted(peer.host(), peer.port(), neighbour.get().nodeId()));
        }
        requireSettled(view);
        List<Member> next = new ArrayList<>(view.list());
        next.add(new Member(peer, false));
        return Optional.of(List.copyOf(next));
    }

    /** Gives a listener its vote and takes another member out. */
    static Optional<List<Member>> promotion(GroupView view, int nodeId, Optional<Integer> replaced)
            throws MembershipException {
        requireLeading(view);
        MemberStatus member =
                view.find(nodeId)
                        .orElseThrow(() ->
                                refused(
                                        Reason.UNKNOWN_MEMBER,
                                        "node %d is no member: add it as a listener first"
                                                .formatted(nodeId)));
        boolean votes = member.member().voter();
        Optional<MemberStatus> leaving = replaced.flatMap(view::find);
        if (votes && leaving.isEmpty()) {
            return Optional.empty();
        }
        if (replaced.isPresent() && (leaving.isEmpty() || replaced.get() == nodeId)) {
            throw refused(
                    Reason.UNKNOWN_MEMBER,
                    "node %d cannot be replaced by node %d: it is no other member"
                            .formatted(replaced.get(), nodeId));
        }
        requireSettled(view);
        if (!votes) {
            requireCaughtUp(view, nodeId, member);
        }
        Set<Integer> voters = new HashSet<>(view.voters());
        voters.add(nodeId);
        replaced.ifPresent(voters::remove);
        requireQuorum(view, voters);
        List<Member> next = new ArrayList<>();
        for (Member old : view.list()) {
            int id = old.peer().nodeId();
            if (id == nodeId) {
                next.add(new Member(old.peer(), true));
            } else if (!replaced.equals(Optional.of(id))) {
                next.add(old);
            }
        }
        return Optional.of(List.copyOf(next));
    }

    /** Takes a member out. */
    static Optional<List<Member>> removal(GroupView view, int nodeId) throws MembershipException {
        requireLeading(view);
        Optional<MemberStatus> leaving = view.find(nodeId);
        if (leaving.isEmpty()) {
            return Optional.empty();
        }
        requireSettled(view);
        if (leaving.get().member().voter()) {
            Set<Integer> voters = new HashSet<>(view.voters());
            voters.remove(nodeId);
            requireQuorum(view, voters);
        }
        return Optional.of(
                view.list().stream().filter(member -> member.peer().nodeId() != nodeId).toList());
    }

    private static void requireLeading(GroupView view) throws MembershipException {
        if (!view.leading()) {
            throw refused(
                    Reason.NOT_LEADER,
                    "node %d does not lead: ask the leader".formatted(view.self()));
        }
    }

    private static void requireSettled(GroupView view) throws MembershipException {
        if (!view.settled()) {
            throw refused(
                    Reason.BUSY, "another change of the membership is under way: try again later");
        }
    }

    private static void requireCaughtUp(GroupView view, int nodeId, MemberStatus listener)
            throws MembershipException {
        long has = listener.matchIndex().orElse(-1);
        if (has + CAUGHT_UP_ENTRIES < view.commitIndex()) {
            throw refused(
                    Reason.NOT_CAUGHT_UP,
                    "node %d has the log up to %d of %d: try again when it has caught up"
                            .formatted(nodeId, has, view.commitIndex()));
        }
        if (!view.isThere(nodeId)) {
            throw refused(
                    Reason.NOT_CAUGHT_UP,
                    "node %d does not answer: see that it runs and try again".formatted(nodeId));
        }
    }

    /** The change itself also needs a majority of the present voters; the leader has that. */
    private static void requireQuorum(GroupView view, Set<Integer> voters)
            throws MembershipException {
        if (voters.isEmpty()) {
            throw refused(Reason.QUORUM_AT_RISK, "the last voter cannot be removed");
        }
        List<Integer> missing =
                voters.stream().filter(node -> !view.isThere(node)).sorted().toList();
        int there = voters.size() - missing.size();
        long unknown = missing.stream().filter(view::isUnknown).count();
        if (there <= voters.size() / 2 && there + unknown > voters.size() / 2) {
            throw refused(
                    Reason.BUSY,
                    "node %d has just begun to lead and does not know yet whether nodes %s are there: try again in a few seconds"
                            .formatted(view.self(), missing));
        }
        if (there <= voters.size() / 2) {
            throw refused(
                    Reason.QUORUM_AT_RISK,
                    "of the %d voters afterwards only %d would be there, which is no majority; nodes %s do not answer"
                            .formatted(voters.size(), there, missing));
        }
        long newcomers = voters.stream().filter(node -> !view.voters().contains(node)).count();
        boolean second = view.voters().size() == 1 && voters.size() == 2;
        if (newcomers >= voters.size() - newcomers && !second) {
            // Ratis refuses it as well: such a change can end in elections for ever (RATIS-1912).
            throw refused(
                    Reason.QUORUM_AT_RISK,
                    "half of the %d voters afterwards would be new: give the vote first and remove the other node then"
                            .formatted(voters.size()));
        }
    }

    /**
     * The voters afterwards that have not answered within so many milliseconds, if the others are
     * no majority of them.
     */
    static List<Integer> missing(GroupView view, List<Member> next, long millis) {
        List<Integer> voters =
                next.stream().filter(Member::voter).map(member -> member.peer().nodeId()).toList();
        List<Integer> silent =
                voters.stream().filter(node -> !view.hasAnswered(node, millis)).sorted().toList();
        return voters.size() - silent.size() > voters.size() / 2 ? List.of() : silent;
    }

    static MembershipException refused(Reason reason, String message) {
        return new MembershipException(reason, message);
    }
}
