package io.strongroom.storage.state;

import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Table;

/** Service principals. */
final class PrincipalApplier {
    private final Changes tables;

    PrincipalApplier(Changes tables) {
        this.tables = tables;
    }

    Result add(Command.AddServicePrincipal add) {
        byte[] clientKey = Keys.text(add.principal().clientId());
        byte[] objectKey = Keys.text(add.principal().objectId());
        Rows rows = new Rows(tables);
        if (rows.has(Table.PRINCIPALS, clientKey) || rows.has(Table.PRINCIPAL_OBJECTS, objectKey)) {
            return new Result.AlreadyThere();
        }
        tables.put(Table.PRINCIPALS, clientKey, RowCodec.PRINCIPAL.encode(add.principal()));
        tables.put(Table.PRINCIPAL_OBJECTS, objectKey, new byte[0]);
        return new Result.Done();
    }
}
