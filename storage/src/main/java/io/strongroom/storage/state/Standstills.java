package io.strongroom.storage.state;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Table;

import java.util.ArrayList;
import java.util.List;

/**
 * Quorum time stands still while no majority speaks: before the cluster's first words, and after it
 * was down. What is deleted in such a while bears a date that is too early by the length of the
 * standstill, and its retention must not end early by it. So the standstills are remembered, and
 * the purge adds them where the proposer's clock and the quorum's disagreed about the date.
 */
final class Standstills {
    /** Shorter ones are left alone: a purge may be early by so much. */
    static final long SHORTEST_MILLIS = 60_000;

    /**
     * Quorum time may have crept on before it went on at a stroke: by the words that the silent had
     * left.
     */
    private static final long CREEP_MILLIS = 5 * SHORTEST_MILLIS;

    /** Enough for two a day over the longest retention. */
    private static final int KEPT = 256;

    private final Changes tables;

    Standstills(Changes tables) {
        this.tables = tables;
    }

    /** Quorum time went on from one to the other at a stroke. */
    void note(long fromMillis, long untilMillis) {
        if (untilMillis - fromMillis < SHORTEST_MILLIS) {
            return;
        }
        List<Row.Standstill> all = new ArrayList<>(all());
        all.add(new Row.Standstill(fromMillis, untilMillis));
        int from = Math.max(0, all.size() - KEPT);
        tables.put(
                Table.CLUSTER,
                Keys.text(Keys.STANDSTILLS),
                RowCodec.STANDSTILLS.encode(new Row.Standstills(all.subList(from, all.size()))));
    }

    List<Row.Standstill> all() {
        return new Rows(tables)
                .get(Table.CLUSTER, Keys.text(Keys.STANDSTILLS), RowCodec.STANDSTILLS)
                .map(Row.Standstills::all)
                .orElseGet(List::of);
    }

    /**
     * When it was at the latest that something happened which is dated so. After the standstill
     * nothing is dated in it, so what is so dated happened before its end.
     */
    static long latestSeconds(List<Row.Standstill> standstills, long datedSeconds) {
        long latest = datedSeconds;
        for (Row.Standstill one : standstills) {
            long first = (one.fromMillis() - CREEP_MILLIS) / 1000;
            long last = (one.fromMillis() + QuorumClock.SLACK_MILLIS) / 1000;
            // One may have led to the next.
            if (first <= latest && latest <= last) {
                latest = Math.max(latest, one.untilMillis() / 1000);
            }
        }
        return latest;
    }
}
