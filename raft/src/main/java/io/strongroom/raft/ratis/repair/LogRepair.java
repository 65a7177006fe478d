package io.strongroom.raft.ratis.repair;

import io.strongroom.raft.ratis.disk.DurableFiles;
import io.strongroom.raft.ratis.repair.Verdict.TornTail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Cuts an unfinished last record off, and nothing else. That is safe: this node acknowledges a
 * record, to its leader or as the leader to itself, only after the fsync of all its bytes has
 * returned, so that no quorum has ever counted on a record whose bytes are not there.
 */
public final class LogRepair {
    private LogRepair() {}

    /**
     * What was found, and what was done.
     *
     * @param verdict of the log as it was found
     * @param copy the folder with the segment as it was; empty when nothing was changed
     */
    public record Outcome(Verdict verdict, Optional<Path> copy) {}

    /**
     * Examines the log of a stopped node, and cuts a torn tail off. Any other damage is left as it
     * is. Repeatable: a crash leaves the tail as it was, or cut.
     *
     * @param known none of what it tells of is ever cut
     * @param dryRun changes nothing
     * @throws RepairException the node runs, or the folder is not this node's
     * @throws IOException a file cannot be read or written
     */
    public static Outcome run(LogLocation log, KnownIndex known, boolean dryRun, Instant now)
            throws RepairException, IOException {
        try (LogLock _ = LogLock.take(log)) {
            Verdict verdict = LogDoctor.examine(log, known.highest());
            if (dryRun || !(verdict instanceof TornTail torn)) {
                return new Outcome(verdict, Optional.empty());
            }
            Path copy = Durable.copyAside(log, "damaged", now, List.of(torn.segment()));
            Durable.truncate(torn.segment(), torn.offset());
            DurableFiles.force(log.current());
            return new Outcome(verdict, Optional.of(copy));
        }
    }
}
