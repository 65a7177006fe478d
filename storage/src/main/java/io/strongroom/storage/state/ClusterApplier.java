package io.strongroom.storage.state;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Table;

/** The cluster's founding. */
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
        return new Result.Done();
    }
}
