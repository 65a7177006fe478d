package io.strongroom.storage.state;

import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.DigestReport;

import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Compares this node's digests with those that the voters report. In memory only, and without any
 * effect on the state: the same reports mean something else on each node. Nothing is lost by a
 * restart but the verdict on points before it. Thread-safe.
 */
final class DigestWatch {
    private static final int KEPT = 16;

    private final long interval;
    private final NavigableMap<Long, Bytes> own = new TreeMap<>();
    private final NavigableMap<Long, NavigableMap<Integer, Bytes>> reported = new TreeMap<>();
    private Optional<String> divergence = Optional.empty();

    DigestWatch(long interval) {
        this.interval = interval;
    }

    /**
     * Before an entry is applied: what the state was at the multiples of the interval that lie
     * between the last one and it. An index may be the log's own and never come here, so the state
     * at a multiple is the one before the first entry behind it.
     */
    synchronized void beforeEntry(long appliedIndex, long nextIndex, byte[] digest) {
        long point = (nextIndex - 1) / interval * interval;
        if (point > 0 && point >= appliedIndex) {
            own.put(point, Bytes.copyOf(digest));
            trim(own);
        }
    }

    synchronized void take(DigestReport report, SortedSet<Integer> voters) {
        NavigableMap<Integer, Bytes> atIndex =
                reported.computeIfAbsent(report.index(), _ -> new TreeMap<>());
        atIndex.put(report.node(), report.digest());
        Optional<Bytes> agreed = agreed(atIndex, voters);
        Optional<Bytes> mine = Optional.ofNullable(own.get(report.index()));
        if (divergence.isEmpty()
                && agreed.isPresent()
                && mine.isPresent()
                && !agreed.equals(mine)) {
            divergence =
                    Optional.of(
                            "at log index "
                                    + report.index()
                                    + " the digest of this node's state is "
                                    + hex(mine.get())
                                    + ", and a majority of the voters has "
                                    + hex(agreed.get())
                                    + ": this node's database is damaged; replace the node's data");
        }
        trim(reported);
    }

    synchronized Optional<DigestReport> newest(int node) {
        Map.Entry<Long, Bytes> last = own.lastEntry();
        return last == null
                ? Optional.empty()
                : Optional.of(new DigestReport(node, last.getKey(), last.getValue()));
    }

    synchronized Optional<String> divergence() {
        return divergence;
    }

    /** The state was replaced: what was kept of the old one says nothing about it. */
    synchronized void clear() {
        own.clear();
        reported.clear();
    }

    private static Optional<Bytes> agreed(
            NavigableMap<Integer, Bytes> reports, SortedSet<Integer> voters) {
        return reports.values().stream()
                .filter(digest ->
                        reports.entrySet().stream()
                                        .filter(report -> voters.contains(report.getKey()))
                                        .filter(report -> report.getValue().equals(digest))
                                        .count()
                                > voters.size() / 2)
                .findFirst();
    }

    private static void trim(NavigableMap<Long, ?> points) {
        while (points.size() > KEPT) {
            points.pollFirstEntry();
        }
    }

    private static String hex(Bytes digest) {
        return HexFormat.of().formatHex(digest.toArray());
    }
}
