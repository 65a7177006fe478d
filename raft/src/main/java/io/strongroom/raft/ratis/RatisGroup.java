package io.strongroom.raft.ratis;

import io.strongroom.raft.Member;
import io.strongroom.raft.MemberStatus;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.MembershipException.Reason;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;
import io.strongroom.raft.StateMachine;
import io.strongroom.raft.ratis.membership.Group;
import io.strongroom.raft.ratis.membership.GroupView;
import io.strongroom.raft.ratis.membership.MemberHosts;

import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.JavaUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The membership of this node's running server, in Ratis' terms. Thread-safe. */
final class RatisGroup implements Group {
    private static final Logger log = LoggerFactory.getLogger(RatisGroup.class);

    private record Heard(long matchIndex, long millisAgo) {}

    private final int self;
    private final Supplier<Optional<RatisNode>> running;
    private final MemberHosts hosts;
    private final StateMachine stateMachine;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();

    /**
     * @param running the server, empty while there is none
     * @param hosts told of a host before its node becomes a member
     */
    RatisGroup(
            int self,
            Supplier<Optional<RatisNode>> running,
            MemberHosts hosts,
            StateMachine stateMachine) {
        this.self = self;
        this.running = running;
        this.hosts = hosts;
        this.stateMachine = stateMachine;
    }

    @Override
    public GroupView view() {
        Optional<RatisNode> node = running.get().filter(RatisNode::isAlive);
        return node.isPresent()
                ? view(node.get())
                : new GroupView(self, false, false, -1, List.of());
    }

    private GroupView view(RatisNode node) {
        RaftServer.Division division = node.division();
        boolean leading = division.getInfo().isLeader();
        Map<RaftPeerId, Heard> heard = leading ? heard(division) : Map.of();
        Configuration now = node.configuration();
        long last = division.getRaftLog().getLastCommittedIndex();
        List<MemberStatus> members =
                Stream.concat(
                                now.voters().stream().map(peer -> new Member(Peers.of(peer), true)),
                                now.listeners().stream()
                                        .map(peer -> new Member(Peers.of(peer), false)))
                        .sorted(Comparator.comparingInt(member -> member.peer().nodeId()))
                        .map(member -> status(member, leading, last, heard))
                        .toList();
        return new GroupView(self, leading, now.committed() && now.settled(), last, members);
    }

    private MemberStatus status(
            Member member, boolean leading, long last, Map<RaftPeerId, Heard> heard) {
        if (!leading) {
            return new MemberStatus(member, OptionalLong.empty(), OptionalLong.empty());
        }
        int node = member.peer().nodeId();
        Heard of = node == self ? new Heard(last, 0) : heard.get(Peers.id(node));
        return new MemberStatus(
                member,
                OptionalLong.of(of == null ? -1 : of.matchIndex()),
                OptionalLong.of(of == null ? Long.MAX_VALUE : of.millisAgo()));
    }

    /** Ratis gives two lists in the same order, but not at the same moment. */
    private static Map<RaftPeerId, Heard> heard(RaftServer.Division division) {
        for (int attempt = 0; attempt < 10; attempt++) {
            List<ServerRpcProto> followers = followers(division);
            long @Nullable [] indices = division.getInfo().getFollowerMatchIndices();
            if (indices != null
                    && indices.length == followers.size()
                    && ids(followers).equals(ids(followers(division)))) {
                Map<RaftPeerId, Heard> heard = new HashMap<>();
                for (int i = 0; i < indices.length; i++) {
                    heard.put(
                            ids(followers).get(i),
                            new Heard(indices[i], followers.get(i).getLastRpcElapsedTimeMs()));
                }
                return heard;
            }
        }
        return Map.of();
    }

    private static List<ServerRpcProto> followers(RaftServer.Division division) {
        return division.getInfo().getRoleInfoProto().getLeaderInfo().getFollowerInfoList();
    }

    private static List<RaftPeerId> ids(List<ServerRpcProto> followers) {
        return followers.stream()
                .map(follower -> RaftPeerId.valueOf(follower.getId().getId()))
                .toList();
    }

    /** The index up to which this leader knows the node to have the log, -1 when none. */
    static long matchIndex(RaftServer.Division division, RaftPeerId node) {
        Heard of = division.getInfo().isLeader() ? heard(division).get(node) : null;
        return of == null ? -1 : of.matchIndex();
    }

    @Override
    public boolean hasSpoken(int nodeId) {
        return stateMachine.hasHeardFrom(nodeId);
    }

    @Override
    public void change(GroupView expected, List<Member> next, Duration patience)
            throws MembershipException, RaftException {
        RatisNode node = leader();
        next.forEach(member -> hosts.admit(member.peer().host()));
        SetConfigurationRequest request =
                new SetConfigurationRequest(
                        client,
                        node.server().getId(),
                        node.division().getMemberId().getGroupId(),
                        callIds.incrementAndGet(),
                        SetConfigurationRequest.Arguments.newBuilder()
                                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                                .setServersInCurrentConf(peers(expected.members(), true))
                                .setListenersInCurrentConf(peers(expected.members(), false))
                                .setServersInNewConf(peersOf(next, true))
                                .setListenersInNewConf(peersOf(next, false))
                                .build());
        Throwable trouble = await(() -> node.server().setConfigurationAsync(request), patience);
        log.atInfo()
                .addKeyValue("from", expected.members())
                .addKeyValue("to", next)
                .addKeyValue("trouble", trouble)
                .log("membership_change");
        if (trouble != null) {
            refuse(trouble, patience);
        }
    }

    private RatisNode leader() throws MembershipException {
        return running.get()
                .filter(RatisNode::isAlive)
                .orElseThrow(() ->
                        new MembershipException(
                                Reason.NOT_LEADER, "node " + self + " does not run: ask another"));
    }

    private static List<RaftPeer> peers(List<MemberStatus> members, boolean voters) {
        return peersOf(members.stream().map(MemberStatus::member).toList(), voters);
    }

    private static List<RaftPeer> peersOf(List<Member> members, boolean voters) {
        return Peers.of(
                members.stream()
                        .filter(member -> member.voter() == voters)
                        .map(Member::peer)
                        .toList());
    }

    private interface Call {
        CompletableFuture<RaftClientReply> send() throws IOException;
    }

    /** What went wrong, null when nothing did. */
    private static @Nullable Throwable await(Call call, Duration patience) {
        try {
            RaftClientReply reply = call.send().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (reply.isSuccess()) {
                return null;
            }
            Throwable named = reply.getException();
            return named != null ? named : new IOException("Ratis refused without a reason");
        } catch (ExecutionException e) {
            return JavaUtils.unwrapCompletionException(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        } catch (IOException | TimeoutException | RuntimeException e) {
            return JavaUtils.unwrapCompletionException(e);
        }
    }

    private static void refuse(Throwable trouble, Duration patience)
            throws MembershipException, RaftException {
        if (trouble instanceof ReconfigurationTimeoutException) {
            throw new MembershipException(
                    Reason.NOT_CAUGHT_UP,
                    "the newcomer does not answer: see that it runs, that its address is right,"
                            + " that its certificate is of this cluster and that its configured"
                            + " peers list the node that leads");
        }
        if (trouble instanceof ReconfigurationInProgressException
                || trouble instanceof SetConfigurationException
                || trouble instanceof LeaderNotReadyException
                || trouble instanceof LeaderSteppingDownException) {
            throw new MembershipException(
                    Reason.BUSY,
                    "another change of the membership or of leadership came first: look at it and"
                            + " try again");
        }
        throw new RaftException(
                Outcome.UNKNOWN,
                trouble instanceof TimeoutException
                        ? "the change was not committed within "
                                + patience
                                + "; it may be later: look at the membership and repeat it"
                        : "leadership moved during the change, which may be made or not: look at"
                                + " the membership and repeat it",
                trouble);
    }

    @Override
    public boolean handOver(int to, Duration patience) {
        Optional<RatisNode> found = running.get().filter(RatisNode::isAlive);
        if (found.isEmpty()) {
            return false;
        }
        RatisNode node = found.get();
        TransferLeadershipRequest request =
                new TransferLeadershipRequest(
                        client,
                        node.server().getId(),
                        node.division().getMemberId().getGroupId(),
                        callIds.incrementAndGet(),
                        Peers.id(to),
                        Math.max(1, patience.toMillis()));
        Throwable trouble =
                await(
                        () -> node.server().transferLeadershipAsync(request),
                        patience.plusMillis(200));
        log.atInfo()
                .addKeyValue("to", to)
                .addKeyValue("trouble", trouble)
                .log("leadership_handed_over");
        return trouble == null;
    }
}
