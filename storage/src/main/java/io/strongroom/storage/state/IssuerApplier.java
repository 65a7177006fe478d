package io.strongroom.storage.state;

import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Rows.Range;
import io.strongroom.storage.table.Table;

/** The embedded issuer's signing keys. */
final class IssuerApplier {
    private final Changes tables;

    IssuerApplier(Changes tables) {
        this.tables = tables;
    }

    Result add(Command.AddIssuerKey add) {
        boolean any =
                !new Rows(tables)
                        .list(Table.ISSUER_KEYS, Range.all(), 1, RowCodec.ISSUER_KEY)
                        .isEmpty();
        if (any) {
            return new Result.AlreadyThere();
        }
        tables.put(
                Table.ISSUER_KEYS,
                Keys.text(add.key().keyId()),
                RowCodec.ISSUER_KEY.encode(add.key()));
        return new Result.Done();
    }
}
