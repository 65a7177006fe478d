package io.strongroom.raft.ratis.membership;

import io.strongroom.raft.LogConfig.Peer;
import io.strongroom.raft.Member;
import io.strongroom.raft.MemberStatus;
import io.strongroom.raft.Membership;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.MembershipException.Reason;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The membership of a running group. Thread-safe. A change that takes the leader out moves
 * leadership away first and is then refused with {@link Reason#NOT_LEADER}: the caller repeats it
 * at the new leader, where it is an ordinary one.
 */
public final class LiveMembership implements Membership {
    /** A newcomer copies the whole log or a snapshot first; the caller repeats after this. */
    static final Duration JOIN_PATIENCE = Duration.ofSeconds(60);

    static final Duration CHANGE_PATIENCE = Duration.ofSeconds(10);

    /** Leadership moves in well under this when there is anyone to take it. */
    static final Duration TRANSFER_PATIENCE = Duration.ofSeconds(2);

    /** What one of several candidates gets; writes are refused while it is asked. */
    private static final Duration TRY_PATIENCE = Duration.ofMillis(700);

    private static final long POLL_NANOS = 20_000_000;

    /** How long a majority may take to answer before a change; heartbeats come every 250 ms. */
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(5);

    private final Group group;
    private final Duration answerPatience;

    private final Hosts hosts;

    /** What names lead to. */
    @FunctionalInterface
    interface Hosts {
        /** Empty when it leads nowhere. */
        Set<InetAddress> addresses(String host);
    }

    public LiveMembership(Group group) {
        this(group, ANSWER_PATIENCE, LiveMembership::resolved);
    }

    /** With another patience and other names, for tests. */
    LiveMembership(Group group, Duration answerPatience, Hosts hosts) {
        this.group = group;
        this.answerPatience = answerPatience;
        this.hosts = hosts;
    }

    private static Set<InetAddress> resolved(String host) {
        try {
            return new HashSet<>(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException unknown) {
            return Set.of();
        }
    }

    @Override
    public List<MemberStatus> members() {
        return group.view().members();
    }

    @Override
    public void addListener(Peer peer) throws MembershipException, RaftException {
        GroupView view = group.view();
        Optional<List<Member>> next = Changes.addition(view, peer, group.hasSpoken(peer.nodeId()));
        if (next.isPresent()) {
            requireOwnAddress(view, peer);
            group.change(view, next.get(), JOIN_PATIENCE);
        }
    }

    /**
     * Another spelling of a member's address would give that member a second vote; one that leads
     * nowhere would be tried again without a pause.
     */
    private void requireOwnAddress(GroupView view, Peer newcomer) throws MembershipException {
        Set<InetAddress> own = hosts.addresses(newcomer.host());
        if (own.isEmpty()) {
            throw Changes.refused(
                    Reason.UNKNOWN_HOST,
                    "node %d does not know the host %s: give a name or an address that every node knows"
                            .formatted(view.self(), newcomer.host()));
        }
        for (Member member : view.list()) {
            Peer other = member.peer();
            if (other.port() == newcomer.port()
                    && !Collections.disjoint(own, hosts.addresses(other.host()))) {
                throw Changes.refused(
                        Reason.ID_TAKEN,
                        "%s:%d leads to node %d, which is at %s: a node has one id and one vote"
                                .formatted(
                                        newcomer.host(),
                                        newcomer.port(),
                                        other.nodeId(),
                                        other.host()));
            }
        }
    }

    @Override
    public void promote(int nodeId, Optional<Integer> replaced)
            throws MembershipException, RaftException {
        GroupView view = group.view();
        Optional<List<Member>> next = Changes.promotion(view, nodeId, replaced);
        if (next.isPresent()) {
            requireAnswers(next.get());
            stepAsideFor(view, next.get());
            group.change(view, next.get(), CHANGE_PATIENCE);
        }
    }

    @Override
    public void remove(int nodeId) throws MembershipException, RaftException {
        GroupView view = group.view();
        Optional<List<Member>> next = Changes.removal(view, nodeId);
        if (next.isPresent()) {
            requireAnswers(next.get());
            stepAsideFor(view, next.get());
            group.change(view, next.get(), CHANGE_PATIENCE);
        }
    }

    /**
     * A voter that died a moment ago still counts as there. Before a change that cannot be taken
     * back without it, a majority of the voters afterwards must answer once more.
     */
    private void requireAnswers(List<Member> next) throws MembershipException {
        long begin = System.nanoTime();
        while (true) {
            long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
            List<Integer> missing = Changes.missing(group.view(), next, millis);
            if (missing.isEmpty()) {
                return;
            }
            if (millis > answerPatience.toMillis()) {
                throw Changes.refused(
                        Reason.QUORUM_AT_RISK,
                        "a majority of the voters afterwards did not answer just now; nodes %s were silent"
                                .formatted(missing));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void stepAsideFor(GroupView view, List<Member> next)
            throws MembershipException, RaftException {
        if (next.stream().noneMatch(member -> member.peer().nodeId() == view.self())) {
            transferLeadership(Optional.empty());
            throw Changes.refused(
                    Reason.NOT_LEADER,
                    "node %d led and has handed leadership over, so that it can be taken out: repeat this at the new leader"
                            .formatted(view.self()));
        }
    }

    @Override
    public void transferLeadership(Optional<Integer> to) throws MembershipException, RaftException {
        GroupView view = group.view();
        if (!view.leading()) {
            throw Changes.refused(
                    Reason.NOT_LEADER,
                    "node %d does not lead: ask the leader".formatted(view.self()));
        }
        if (to.isPresent() && !view.voters().contains(to.get())) {
            throw Changes.refused(
                    Reason.UNKNOWN_MEMBER,
                    "node %d has no vote and cannot lead".formatted(to.get()));
        }
        if (to.equals(Optional.of(view.self()))) {
            return;
        }
        if (!view.settled()) {
            throw Changes.refused(
                    Reason.BUSY, "a change of the membership is under way: try again later");
        }
        List<Integer> candidates = to.map(List::of).orElseGet(() -> successors(view));
        Duration each = candidates.size() == 1 ? TRANSFER_PATIENCE : TRY_PATIENCE;
        long deadline = System.nanoTime() + TRANSFER_PATIENCE.toNanos();
        for (int candidate : candidates) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (!left.isPositive()) {
                break;
            }
            if (group.handOver(candidate, each.compareTo(left) < 0 ? each : left)) {
                return;
            }
        }
        throw new RaftException(
                Outcome.NOT_APPENDED,
                "none of the nodes %s has taken leadership over within %s: see that they run and have caught up"
                        .formatted(candidates, TRANSFER_PATIENCE));
    }

    /** The voters that are there, the best informed first. */
    static List<Integer> successors(GroupView view) {
        return view.members().stream()
                .filter(status -> status.member().voter())
                .filter(status -> status.member().peer().nodeId() != view.self())
                .filter(status -> view.isThere(status.member().peer().nodeId()))
                .sorted(
                        Comparator.comparingLong(
                                        (MemberStatus status) -> -status.matchIndex().orElse(-1))
                                .thenComparingLong(
                                        status -> status.millisSinceHeard().orElse(Long.MAX_VALUE)))
                .map(status -> status.member().peer().nodeId())
                .toList();
    }
}
