package io.strongroom.raft.ratis;

import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;
import io.strongroom.raft.ratis.repair.LogLocation;
import io.strongroom.raft.ratis.repair.LostVote;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/**
 * The one session that runs, if any, and what becomes of it when Ratis ends it by itself: a fault
 * halts the node, a removed node is told so, one that has gained its vote is started again.
 * Thread-safe.
 *
 * <p>This object's monitor guards every change of what runs, from the look at it to the opening of
 * the next session. {@link RatisLog} holds it too while it starts, suspends, resumes and closes: no
 * session is started again while one of these is under way, and none of these sees half a change.
 * Who only reads takes the field as it is. Ratis' own threads never wait for the monitor, since
 * whoever holds it may wait for them: they only hand over to the executor.
 */
final class Sessions {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private final Session.Parts parts;
    private final Runnable leadershipMayHaveMoved;

    /**
     * Longer than elections take, of which several fit in between. A gRPC channel waits longer and
     * longer between its attempts at a peer that is down, and fails what is sent meanwhile; once
     * the peer is back it would not hear this node's requests for a vote for a minute or two. It
     * matters when only this node can win, since its log is the longer one.
     */
    private final Lasting leaderless = new Lasting(Duration.ofSeconds(3));

    /** Ratis gives a node the right to campaign within an instant, or not at all. */
    private final Lasting votesUnstarted = new Lasting(Duration.ofSeconds(2));

    /** As long as a vote may take: the others have had time for an election without this node. */
    private final Lasting barred = new Lasting(Duration.ofSeconds(3));

    private volatile @Nullable Session running;
    private volatile @Nullable Session newest;
    private volatile boolean closed;

    /**
     * @param leadershipMayHaveMoved called on Ratis' threads, some of which hold its locks
     */
    Sessions(Session.Parts parts, Runnable leadershipMayHaveMoved) {
        this.parts = parts;
        this.leadershipMayHaveMoved = leadershipMayHaveMoved;
    }

    @Nullable Session running() {
        return running;
    }

    boolean closed() {
        return closed;
    }

    /** Starts a session; none may be running. */
    synchronized void open() throws RaftException {
        Session session = Session.start(parts, leadershipMayHaveMoved, this::ended);
        running = session;
        newest = session;
        session.arm();
    }

    /** Ends the session that runs; it is out of sight before its server closes. */
    synchronized void end(Session session) {
        running = null;
        session.close();
    }

    /** From here on no session is started again. */
    synchronized void close() {
        closed = true;
    }

    /**
     * So that a node whose vote a full disk has taken can start again: by the session that runs, or
     * is just being ended. Never throws.
     */
    void noteTerm() {
        Session last = newest;
        if (last == null) {
            return;
        }
        try {
            LostVote.note(LogLocation.of(parts.config()), last.node().term());
        } catch (IOException | RuntimeException e) {
            log.atError().setCause(e).log("term_not_noted");
        }
    }

    /**
     * Puts back the vote that a full disk has taken, if it has.
     *
     * @param term the newest of the session that has ended
     */
    void restoreVote(long term) throws RaftException {
        try {
            if (LostVote.restore(LogLocation.of(parts.config()), term)) {
                log.atWarn().addKeyValue("term", term).log("lost_vote_restored");
            }
        } catch (IOException e) {
            throw new RaftException(
                    Outcome.NOT_APPENDED, "the vote cannot be written: " + e.getMessage(), e);
        }
    }

    /** Looks for what Ratis does not tell by itself. Called by one thread; does not block. */
    void look(Session now) {
        if (!now.node().isAlive()) {
            now.halt().ended("Ratis has closed this node's part of the group");
        } else if (now.membership().tick()) {
            parts.executor().execute(() -> removed(now));
        } else if (votesUnstarted.isDue(now.node().votesUnstarted(), System.nanoTime())) {
            parts.executor().execute(() -> startUnlessEnded(now));
        } else if (barred.isDue(now.node().isBarred(), System.nanoTime())) {
            log.atWarn().log("barred_from_elections");
            parts.executor().execute(() -> startUnlessEnded(now));
        } else if (leaderless.isDue(now.node().leader().isEmpty(), System.nanoTime())) {
            // Closing the old connections takes seconds, and a node that stops waits for none.
            Thread.ofVirtual().name("raft-reconnect").start(() -> reconnect(now.node()));
        }
    }

    /** Never throws: without a new connection the old one tries again some time. */
    private static void reconnect(RatisNode node) {
        try {
            node.renewConnections("no leader was found over the old connection");
        } catch (RuntimeException e) {
            // As when the server has just been closed.
            log.atWarn().setCause(e).log("not_connected_anew");
        }
    }

    /** Called on Ratis' threads, some of which hold its locks. */
    private void ended(String what) {
        Session now = running;
        if (now == null || closed) {
            return;
        }
        try {
            parts.executor().execute(() -> findOutWhy(now, what));
        } catch (RejectedExecutionException _) {
            // Closed meanwhile: the end is what was asked for.
        }
    }

    private synchronized void findOutWhy(Session ended, String what) {
        if (running != ended) {
            return;
        }
        switch (ended.membership().whyEnded()) {
            case REMOVED -> removed(ended);
            case NO_VOTE -> startAgain(ended);
            case FAULT -> parts.halt().fault(what, null);
        }
    }

    /**
     * For a node that would not campaign until leadership moves, or never: Ratis tells a node
     * whether it may when it is new to the voters, which one that was a listener is not; and it
     * bars one for which it has lost count ({@link RatisNode#isBarred}).
     */
    private synchronized void startUnlessEnded(Session session) {
        if (running == session && !closed) {
            startAgain(session);
        }
    }

    /** Ratis takes a listener for a follower until it is started anew, and closes it then. */
    private synchronized void startAgain(Session ended) {
        log.atInfo().log("raft_started_again");
        end(ended);
        try {
            open();
        } catch (RaftException e) {
            parts.halt().fault("the log could not be started again", e);
        }
    }

    private synchronized void removed(Session session) {
        if (running != session) {
            return;
        }
        running = null;
        try {
            session.node().folder().removed();
        } catch (IOException e) {
            log.atError().setCause(e).log("removal_not_noted");
        }
        parts.halt()
                .fault(
                        "this node was removed from the cluster; its id is spent, and its data are"
                                + " of no use any more: wipe them",
                        null);
        session.close();
    }
}
