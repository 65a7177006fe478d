package io.strongroom.raft.ratis.read;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The rule by which a read is proven: what voters said after the round began is put together until
 * it shows that, when the round began, nobody led a newer term than the one leader that answered.
 * Everything acknowledged by then is at or below that leader's commit index. Raft's own argument
 * (Ongaro 2014, section 6.4), with terms asked for in place of heartbeats: a newer leader needs the
 * votes of a majority, each of whom moves to the newer term before its vote leaves it, and any two
 * majorities share a node. Thread-safe.
 */
final class ReadRound {
    private final Set<Integer> voters;
    private final long configIndex;
    private final Map<Integer, Standing> said = new HashMap<>();

    /**
     * @param configIndex of the membership that the voters are of; a leader that works by another
     *     proves nothing
     */
    ReadRound(Set<Integer> voters, long configIndex) {
        this.voters = voters;
        this.configIndex = configIndex;
    }

    /** Takes what a voter said, and gives the index to wait for as soon as it is proven. */
    synchronized OptionalLong add(Standing standing) {
        if (!voters.contains(standing.node())) {
            return OptionalLong.empty();
        }
        said.put(standing.node(), standing);
        return said.values().stream()
                .filter(one -> one.provesBy(configIndex))
                .filter(this::isUnchallenged)
                .mapToLong(Standing::commitIndex)
                .findFirst();
    }

    synchronized boolean hasHeard(int node) {
        return said.containsKey(node);
    }

    private boolean isUnchallenged(Standing leader) {
        long behind = said.values().stream().filter(one -> one.term() <= leader.term()).count();
        return behind > voters.size() / 2;
    }
}
