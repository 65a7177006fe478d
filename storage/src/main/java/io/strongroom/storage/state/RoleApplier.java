package io.strongroom.storage.state;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Table;

import java.util.Optional;

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
        byte[] key = Keys.roleAssignment(assignment);
        byte[] idKey = Keys.text(assignment.id());
        if (rows.has(Table.ROLE_ASSIGNMENTS, key) || rows.has(Table.ROLE_ASSIGNMENT_IDS, idKey)) {
            return new Result.AlreadyThere();
        }
        byte[] mark = markOf(assignment);
        if (rows.has(Table.ROLE_ASSIGNMENT_IDS, mark)) {
            if (!add.evenIfRemoved()) {
                return new Result.RoleAssignmentRemoved();
            }
            tables.delete(Table.ROLE_ASSIGNMENT_IDS, mark);
        }
        tables.put(Table.ROLE_ASSIGNMENTS, key, RowCodec.ASSIGNMENT.encode(assignment));
        tables.put(Table.ROLE_ASSIGNMENT_IDS, idKey, key);
        change(assignment.principalObjectId());
        return new Result.Done();
    }

    Result remove(Command.RemoveRoleAssignment remove) {
        byte[] idKey = Keys.text(remove.id());
        Optional<byte[]> key = tables.get(Table.ROLE_ASSIGNMENT_IDS, idKey);
        if (key.isEmpty()) {
            return new Result.RoleAssignmentMissing();
        }
        RoleAssignment assignment =
                new Rows(tables)
                        .get(Table.ROLE_ASSIGNMENTS, key.get(), RowCodec.ASSIGNMENT)
                        .orElseThrow();
        tables.delete(Table.ROLE_ASSIGNMENTS, key.get());
        tables.delete(Table.ROLE_ASSIGNMENT_IDS, idKey);
        tables.put(Table.ROLE_ASSIGNMENT_IDS, markOf(assignment), new byte[0]);
        change(assignment.principalObjectId());
        return new Result.Done();
    }

    /** Not by id: the same right under another id is the same right. */
    private static byte[] markOf(RoleAssignment assignment) {
        return Keys.removedAssignment(assignment);
    }

    /** What the principal was allowed before must be decided again. */
    private void change(String principal) {
        byte[] key = Keys.text(principal);
        long revision = new Rows(tables).number(Table.POLICY_REVISIONS, key);
        tables.put(
                Table.POLICY_REVISIONS, key, RowCodec.NUMBER.encode(new Row.Count(revision + 1)));
    }
}
