package io.strongroom.storage.state;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.NodeStamp;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Rows.Range;
import io.strongroom.storage.table.Table;

import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;

/**
 * The state's only clock. Every entry brings its proposer's wall clock; quorum time is the largest
 * that a majority of the voters has stamped or passed (of three, the middle one), and never goes
 * back. So no minority can move it, neither ahead nor back. Only voters' stamps are kept.
 */
final class QuorumClock {
    /** How far an item's date may be ahead: between two words of an idle voter. */
    static final long SLACK_MILLIS = 6_000;

    private final Changes tables;
    private final Rows rows;

    QuorumClock(Changes tables) {
        this.tables = tables;
        this.rows = new Rows(tables);
    }

    /** Takes in what the entry says of its proposer and tells the time. */
    Times advance(Batch batch) {
        byte[] heard = Keys.node(Keys.HEARD, batch.proposer());
        if (!rows.has(Table.NODES, heard)) {
            tables.put(Table.NODES, heard, new byte[0]);
        }
        SortedSet<Integer> voters = rows.voters();
        if (voters.contains(batch.proposer())) {
            tables.put(
                    Table.NODES,
                    Keys.node(Keys.STAMP, batch.proposer()),
                    RowCodec.NODE_STAMP.encode(
                            new NodeStamp(
                                    batch.proposer(),
                                    batch.stampMillis(),
                                    batch.supportedLevel())));
        }
        long before = rows.millis(Keys.LOG_TIME);
        long quorum = voters.isEmpty() ? before : Math.max(before, reachedByMajority(voters));
        if (quorum > before) {
            put(Keys.LOG_TIME, quorum);
            new Standstills(tables).note(before, quorum);
        }
        long stamp = Math.clamp(batch.stampMillis(), quorum, quorum + SLACK_MILLIS);
        long itemBefore = rows.millis(Keys.ITEM_TIME);
        if (stamp > itemBefore) {
            put(Keys.ITEM_TIME, stamp);
        }
        boolean agree = Math.abs(batch.stampMillis() - quorum) <= SLACK_MILLIS;
        return new Times(quorum, Math.max(stamp, itemBefore), agree);
    }

    /** From now on these voters count; what the others said of themselves is dropped. */
    void setVoters(SortedSet<Integer> voters) {
        tables.put(
                Table.CLUSTER,
                Keys.text(Keys.VOTERS),
                RowCodec.VOTERS.encode(new Row.Voters(List.copyOf(voters))));
        rows.list(Table.NODES, of(Keys.STAMP), Integer.MAX_VALUE, RowCodec.NODE_STAMP)
                .forEach(stamp -> drop(voters, Keys.STAMP, stamp.node()));
        rows.list(Table.NODES, of(Keys.REPORT), Integer.MAX_VALUE, RowCodec.DIGEST_REPORT)
                .forEach(report -> drop(voters, Keys.REPORT, report.node()));
    }

    private void drop(SortedSet<Integer> voters, String kind, int node) {
        if (!voters.contains(node)) {
            tables.delete(Table.NODES, Keys.node(kind, node));
        }
    }

    private long reachedByMajority(SortedSet<Integer> voters) {
        List<Long> newestFirst =
                voters.stream()
                        .map(voter -> rows.stamp(voter).millis())
                        .sorted(Comparator.reverseOrder())
                        .toList();
        return newestFirst.get(voters.size() / 2);
    }

    private void put(String time, long millis) {
        tables.put(
                Table.CLUSTER, Keys.text(time), RowCodec.LOG_TIME.encode(new Row.LogTime(millis)));
    }

    private static Range of(String kind) {
        return Range.of(Keys.text(kind));
    }
}
