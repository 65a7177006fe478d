package io.strongroom.raft.ratis.snapshot;

import io.strongroom.raft.LogSpace;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;

import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Keeps the log's disk bounded: has snapshots taken when they are due and purges closed segments
 * behind them. Thread-safe.
 *
 * <p>Entries that a member still lacks are kept as long as the segments stay within the limit.
 * Above it they go up to the oldest snapshot that is kept, above twice the limit up to the newest:
 * a member that stays away is brought back by a snapshot, and does not fill the others' disks.
 */
public final class LogKeeper implements LogSpace {
    private static final Logger log = LoggerFactory.getLogger(LogKeeper.class);

    /** The bytes of segments above which entries go that an absent member still lacks. */
    public static final long DEFAULT_LOG_BYTES = 256L << 20;

    private static final int ATTEMPTS = 5;

    private static final Duration PURGE_PERIOD = Duration.ofSeconds(2);

    /**
     * What this needs of the node.
     *
     * @param division this node's part of the group
     * @param requestSnapshot has Ratis call for a snapshot on the thread that applies; completes
     *     once it was begun, or there was nothing new
     * @param propose brings an entry into the log and gives its index
     */
    public record Access(
            RaftServer.Division division,
            Runnable requestSnapshot,
            Function<ByteString, CompletableFuture<Long>> propose) {}

    private final Access access;
    private final SnapshotMaker maker;
    private final SnapshotStore store;
    private final long logBytes;
    private final Executor executor;
    private final AtomicLong purgedUpTo = new AtomicLong(-1);
    private volatile long purgedNanos;
    private CompletableFuture<Void> purging = CompletableFuture.completedFuture(null);

    /**
     * @param logBytes see {@link #DEFAULT_LOG_BYTES}
     * @param executor for what blocks
     */
    public LogKeeper(Access access, SnapshotMaker maker, long logBytes, Executor executor) {
        this.access = access;
        this.maker = maker;
        this.store = maker.store();
        this.logBytes = logBytes;
        this.executor = executor;
        maker.onPublished(this::purge);
        this.purgedNanos = System.nanoTime();
    }

    /** To be called every second or more often; does not block. */
    public void check() {
        long now = System.nanoTime();
        if (now - purgedNanos > PURGE_PERIOD.toNanos()) {
            // A member that lagged when the snapshot was taken may have caught up.
            purgedNanos = now;
            executor.execute(this::purge);
        }
        if (maker.trigger().due(now)) {
            executor.execute(() -> {
                try {
                    access.requestSnapshot().run();
                } catch (RuntimeException e) {
                    log.atWarn().setCause(e).log("snapshot_not_begun");
                }
            });
        }
    }

    private void purge() {
        long newest = store.latestIndex();
        long size = segmentBytes();
        long everyone =
                access.division().getCommitInfos().stream()
                        .mapToLong(CommitInfoProto::getCommitIndex)
                        .min()
                        .orElse(-1);
        long upTo = Math.min(newest, everyone);
        if (size > 2 * logBytes) {
            upTo = newest;
        } else if (size > logBytes) {
            upTo = Math.max(upTo, store.oldestIndex());
        }
        if (upTo <= purgedUpTo.getAndAccumulate(upTo, Math::max)) {
            return;
        }
        if (upTo > everyone) {
            log.atWarn()
                    .addKeyValue("upTo", upTo)
                    .addKeyValue("memberAt", everyone)
                    .log("log_purged_before_all_had_it");
        }
        var _ = purgeTo(upTo);
    }

    /** Completes once the files are gone, also those of purges that were begun before. */
    private synchronized CompletableFuture<?> purgeTo(long upTo) {
        CompletableFuture<?> before = purging.exceptionally(_ -> null);
        purging = CompletableFuture.allOf(before, access.division().getRaftLog().purge(upTo));
        return purging;
    }

    private long segmentBytes() {
        return bytes(access.division().getRaftStorage().getStorageDir().getCurrentDir().toPath());
    }

    @Override
    public long oldestIndex() {
        long start = access.division().getRaftLog().getStartIndex();
        return start >= 0 ? start : access.division().getRaftLog().getNextIndex();
    }

    @Override
    public long oldestSnapshotIndex() {
        return store.oldestIndex();
    }

    @Override
    public long sizeBytes() {
        return segmentBytes() + bytes(store.getSnapshotDir().toPath());
    }

    private static long bytes(Path folder) {
        try {
            long sum = 0;
            for (Path path : Durably.list(folder)) {
                sum += Files.isDirectory(path) ? bytes(path) : size(path);
            }
            return sum;
        } catch (NoSuchFileException removedMeanwhile) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException removedMeanwhile) {
            return 0;
        }
    }

    @Override
    public CompletableFuture<Long> compact() {
        CompletableFuture<Long> result = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                result.complete(compactNow());
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(failed(String.valueOf(e.getMessage()), e));
            } catch (RaftException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private long compactNow() throws IOException, RaftException {
        long wanted = access.division().getInfo().getLastAppliedIndex();
        for (int i = 0; store.latestIndex() < wanted; i++) {
            if (i == ATTEMPTS) {
                throw failed("the log says why", null);
            }
            // One that was begun before may hold less than what is wanted.
            maker.underWay().join();
            access.requestSnapshot().run();
            maker.underWay().join();
        }
        store.retainNewestOnly();
        long index = store.latestIndex();
        var _ = purgeTo(index).join();
        return index;
    }

    private static RaftException failed(String why, @Nullable Throwable cause) {
        return new RaftException(
                Outcome.NOT_APPENDED,
                "no snapshot could be taken now (" + why + "): try again",
                cause);
    }

    @Override
    public CompletableFuture<Long> rollSegments() {
        return SegmentFiller.fill(access.propose());
    }
}
