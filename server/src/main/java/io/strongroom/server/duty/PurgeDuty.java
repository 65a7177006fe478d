package io.strongroom.server.duty;

import io.strongroom.raft.LogStatus;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.view.StateView;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Proposes the purge of deleted secrets whose retention has passed. Whether it has is decided again
 * in apply, by log time.
 */
public final class PurgeDuty implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PurgeDuty.class);

    /** Bounds the work of one log entry. */
    private static final int MAX_PER_ENTRY = 200;

    private final ReplicatedLog log;
    private final ReadGateway reads;
    private final CommandGateway commands;
    private final InstantSource clock;

    public PurgeDuty(
            ReplicatedLog log, ReadGateway reads, CommandGateway commands, InstantSource clock) {
        this.log = log;
        this.reads = reads;
        this.commands = commands;
        this.clock = clock;
    }

    @Override
    public void run() {
        while (log.status().role() == LogStatus.Role.LEADER && somethingIsDue()) {
            RequestId id = new RequestId(RequestId.SYSTEM, UUID.randomUUID());
            Result result = commands.submit(id, new Command.PurgeDue(MAX_PER_ENTRY));
            if (!(result instanceof Result.PurgedDue(int count)) || count == 0) {
                return;
            }
            LOG.atInfo().addKeyValue("count", count).log("secrets_purged");
        }
    }

    private boolean somethingIsDue() {
        try (StateView view = reads.local()) {
            Optional<Long> next = view.nextPurgeSeconds();
            return next.isPresent() && next.get() <= clock.instant().getEpochSecond();
        }
    }
}
