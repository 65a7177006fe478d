package io.strongroom.storage.fake;

import io.strongroom.raft.LogPosition;
import io.strongroom.raft.StateMachine;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.codec.ResultCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.FeatureLevel;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/** Plays the log: feeds a state machine with commands, each under a request id of its own. */
public final class LogFeeder {
    private static final int PROPOSER = 1;

    private final StateMachine stateMachine;
    private long nowMillis = 1_700_000_000_000L;
    private long requests;
    private int supportedLevel = FeatureLevel.CURRENT;

    /**
     * Goes on behind what the state machine has applied. One that has applied nothing gets a
     * cluster of one voter first, whose clock is the log's.
     */
    public LogFeeder(StateMachine stateMachine) {
        this.stateMachine = stateMachine;
        if (stateMachine.lastApplied().equals(LogPosition.NONE)) {
            stateMachine.configure(new LogPosition(1, 0), new TreeSet<>(List.of(PROPOSER)));
        }
    }

    /** As a proposer of an older version. */
    public LogFeeder supporting(int level) {
        supportedLevel = level;
        return this;
    }

    public long nowSeconds() {
        return nowMillis / 1000;
    }

    public LogFeeder advanceSeconds(long seconds) {
        nowMillis += seconds * 1000;
        return this;
    }

    /** One entry with these commands. */
    public List<Result> apply(Command... commands) {
        long after = stateMachine.lastApplied().index();
        List<Envelope> envelopes = new ArrayList<>();
        for (Command command : commands) {
            UUID id = new UUID(after, ++requests);
            envelopes.add(new Envelope(new RequestId("alice", id), command, 0));
        }
        return apply(envelopes);
    }

    public Result applyOne(Command command) {
        return apply(command).getFirst();
    }

    public Result applyAs(RequestId requestId, Command command) {
        return apply(List.of(new Envelope(requestId, command, 0))).getFirst();
    }

    public List<Result> apply(List<Envelope> envelopes) {
        LogPosition last = stateMachine.lastApplied();
        LogPosition next = new LogPosition(Math.max(1, last.term()), last.index() + 1);
        byte[] entry = EntryCodec.encode(new Batch(PROPOSER, nowMillis, supportedLevel, envelopes));
        return ResultCodec.decode(stateMachine.apply(next, entry));
    }
}
