package io.strongroom.storage.state;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Table;

import java.util.List;
import java.util.SortedSet;

/** The cluster as a whole: its founding, its feature level, its nodes' digests. */
final class ClusterApplier {
    private final Changes tables;

    ClusterApplier(Changes tables) {
        this.tables = tables;
    }

    Result found(Command.FoundCluster found) {
        byte[] key = Keys.text(Keys.CLUSTER);
        if (tables.get(Table.CLUSTER, key).isPresent()) {
            return new Result.AlreadyThere();
        }
        tables.put(
                Table.CLUSTER,
                key,
                RowCodec.CLUSTER.encode(
                        new Row.Cluster(found.clusterId(), found.rootKeyFingerprint())));
        for (WrappedDataKey dataKey : found.dataKeys()) {
            tables.put(
                    Table.DATA_KEYS,
                    Keys.dataKey(dataKey.owner(), dataKey.generation()),
                    RowCodec.DATA_KEY.encode(dataKey));
        }
        putLevel(found.featureLevel());
        return new Result.Done();
    }

    Result finalizeLevel(Command.FinalizeLevel finish) {
        Rows rows = new Rows(tables);
        if (finish.level() <= rows.number(Table.CLUSTER, Keys.text(Keys.FEATURE_LEVEL))) {
            return new Result.Done();
        }
        SortedSet<Integer> voters = rows.voters();
        boolean founded = rows.has(Table.CLUSTER, Keys.text(Keys.CLUSTER));
        List<Integer> behind =
                voters.stream()
                        .filter(voter ->
                                !founded || rows.stamp(voter).supportedLevel() < finish.level())
                        .toList();
        if (voters.isEmpty() || !behind.isEmpty()) {
            return new Result.LevelUnsupported(behind);
        }
        putLevel(finish.level());
        return new Result.Done();
    }

    /** The newest report of each voter; what others say is nobody's evidence. */
    Result report(int node, Command.ReportDigest report) {
        if (new Rows(tables).voters().contains(node)) {
            tables.put(
                    Table.NODES,
                    Keys.node(Keys.REPORT, node),
                    RowCodec.DIGEST_REPORT.encode(
                            new DigestReport(node, report.index(), report.digest())));
        }
        return new Result.Done();
    }

    private void putLevel(int level) {
        tables.put(
                Table.CLUSTER,
                Keys.text(Keys.FEATURE_LEVEL),
                RowCodec.NUMBER.encode(new Row.Count(level)));
    }
}
