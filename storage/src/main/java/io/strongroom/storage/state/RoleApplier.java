package io.strongroom.storage.state;

import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Table;

/** Role assignments. */
final class RoleApplier {
    private final Changes tables;

    RoleApplier(Changes tables) {
        this.tables = tables;
    }

    Result add(Command.AddRoleAssignment add) {
        RoleAssignment assignment = add.assignment();
        Rows rows = new Rows(tables);
        if (rows.vault(assignment.vault()).isEmpty()) {
            return new Result.VaultMissing();
        }
        byte[] key =
                Keys.roleAssignment(
                        assignment.vault(),
                        assignment.principalObjectId(),
                        assignment.roleDefinitionId());
        byte[] idKey = Keys.text(assignment.id());
        if (rows.has(Table.ROLE_ASSIGNMENTS, key) || rows.has(Table.ROLE_ASSIGNMENT_IDS, idKey)) {
            return new Result.AlreadyThere();
        }
        tables.put(Table.ROLE_ASSIGNMENTS, key, RowCodec.ASSIGNMENT.encode(assignment));
        tables.put(Table.ROLE_ASSIGNMENT_IDS, idKey, new byte[0]);
        return new Result.Done();
    }
}
