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
     * @throws RepairException the node runs, the folder is not this node's, or the log ends before
     *     what the state holds
     * @throws IOException a file cannot be read or written
     */
    public static Outcome run(LogLocation log, KnownIndex known, boolean dryRun, Instant now)
            throws RepairException, IOException {
        try (LogLock _ = LogLock.take(log)) {
            long held = known.highest();
            Verdict verdict = LogDoctor.examine(log, held);
            if (verdict instanceof Verdict.Clean clean) {
                requireReach(log, clean.contents(), held);
            }
            if (dryRun || !(verdict instanceof TornTail torn)) {
                return new Outcome(verdict, Optional.empty());
            }
            Path copy = Durable.copyAside(log, "damaged", now, List.of(torn.segment()));
            Durable.truncate(torn.segment(), torn.offset());
            DurableFiles.force(log.current());
            return new Outcome(verdict, Optional.of(copy));
        }
    }

    /** What is left is whole, but records are gone that this node has acknowledged. */
    private static void requireReach(LogLocation log, LogContents contents, long held)
            throws RepairException, IOException {
        long last = Math.max(contents.lastIndex(), log.snapshotIndex());
        if (last < held) {
            throw new RepairException(
                    "the log ends at index %d, and the state of node %d holds it up to %d: records that this node has acknowledged are gone. Nothing was changed. Replace this node: strongroom cluster replace-node"
                            .formatted(last, log.nodeId(), held));
        }
    }
}
