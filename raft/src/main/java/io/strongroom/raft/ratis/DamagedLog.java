package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;
import io.strongroom.raft.ratis.repair.LogDoctor;
import io.strongroom.raft.ratis.repair.LogLocation;
import io.strongroom.raft.ratis.repair.Verdict;

import org.apache.ratis.io.CorruptedFileException;
import org.apache.ratis.protocol.exceptions.ChecksumException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * Keeps a node with a damaged log from starting. Ratis finds most damage itself (F5), but takes one
 * changed bit in a record's size for the end of the log, and would drop what follows in silence.
 */
final class DamagedLog {
    private static final Logger log = LoggerFactory.getLogger(DamagedLog.class);

    private static final String COMMAND =
            "run: strongroom repair-log --config FILE (it cuts only what this node never"
                    + " acknowledged; when it refuses, replace the node by strongroom cluster"
                    + " replace-node)";

    private DamagedLog() {}

    /**
     * Examines the log's files before Ratis opens them.
     *
     * @param known the highest index that the state or a snapshot holds, -1 for none
     */
    static void refuse(LogConfig config, long known) throws RaftException {
        Verdict verdict;
        try {
            verdict = LogDoctor.examine(LogLocation.of(config), known);
        } catch (IOException e) {
            throw new RaftException(
                    Outcome.NOT_APPENDED,
                    "the log in %s cannot be read: %s".formatted(config.dataDir(), e),
                    e);
        }
        switch (verdict) {
            case Verdict.Clean clean ->
                    log.atInfo().addKeyValue("verdict", clean.line()).log("log_examined");
            // Ratis itself cuts what ends with the file; it may, now that this is all there is.
            case Verdict.TornTail torn when torn.atEndOfFile() ->
                    log.atWarn().addKeyValue("verdict", torn.line()).log("log_examined");
            case Verdict.TornTail torn -> throw refused(torn);
            case Verdict.Damaged damaged -> throw refused(damaged);
        }
    }

    private static RaftException refused(Verdict verdict) {
        return new RaftException(
                Outcome.NOT_APPENDED,
                "the log is not whole, so this node does not start: %s; %s"
                        .formatted(verdict.line(), COMMAND));
    }

    /** What to do when Ratis itself has found damage; otherwise nothing. */
    static String advice(Throwable trouble) {
        boolean damaged =
                Causes.any(
                        trouble,
                        cause ->
                                cause instanceof ChecksumException
                                        || cause instanceof CorruptedFileException);
        return damaged ? "; " + COMMAND : "";
    }
}
