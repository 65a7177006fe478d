package io.strongroom.server.duty;

import io.strongroom.raft.LogStatus;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.view.StateView;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Proposes, where this node leads, the purge of deleted secrets whose retention has passed by
 * quorum time; apply decides it again. One bounded command a run: however many are due at once, the
 * log and the other commands have their turn between two runs.
 */
public final class PurgeDuty implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PurgeDuty.class);

    /** Bounds the work of one log entry. */
    private static final int MAX_PER_ENTRY = 200;

    private final ReplicatedLog log;
    private final ReadGateway reads;
    private final CommandGateway commands;

    public PurgeDuty(ReplicatedLog log, ReadGateway reads, CommandGateway commands) {
        this.log = log;
        this.reads = reads;
        this.commands = commands;
    }

    @Override
    public void run() {
        if (log.status().role() != LogStatus.Role.LEADER || !somethingIsDue()) {
            return;
        }
        Result result = commands.submitSystem(new Command.PurgeDue(MAX_PER_ENTRY));
        if (result instanceof Result.PurgedDue(int count) && count > 0) {
            LOG.atInfo().addKeyValue("count", count).log("secrets_purged");
        }
    }

    /** This node's clock has no say: it may be wrong. */
    private boolean somethingIsDue() {
        try (StateView view = reads.local()) {
            Optional<Long> next = view.nextPurgeSeconds();
            return next.isPresent()
                    && next.get() <= TimeUnit.MILLISECONDS.toSeconds(view.logTimeMillis());
        }
    }
}
