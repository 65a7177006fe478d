package io.strongroom.storage.state;

import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Table;

/** Vaults. */
final class VaultApplier {
    private final Changes tables;

    VaultApplier(Changes tables) {
        this.tables = tables;
    }

    Result create(Command.CreateVault create) {
        byte[] vaultKey = Keys.vault(create.vault().name());
        byte[] dataKeyKey = Keys.dataKey(create.dataKey().owner(), create.dataKey().generation());
        Rows rows = new Rows(tables);
        // A data key is never overwritten: what it sealed would be lost.
        if (rows.has(Table.VAULTS, vaultKey) || rows.has(Table.DATA_KEYS, dataKeyKey)) {
            return new Result.AlreadyThere();
        }
        tables.put(Table.VAULTS, vaultKey, RowCodec.VAULT.encode(create.vault()));
        tables.put(Table.DATA_KEYS, dataKeyKey, RowCodec.DATA_KEY.encode(create.dataKey()));
        return new Result.Done();
    }
}
