package io.strongroom.server.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.server.fake.MemoryNode;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

class RememberedAssignmentsTest {
    private static final String PRINCIPAL = "11111111-0000-0000-0000-000000000001";

    private final MemoryNode node = MemoryNode.founded();
    private final Vault one = node.createVault("one", 90, false);
    private final Vault two = node.createVault("two", 90, false);
    private final RememberedAssignments remembered = new RememberedAssignments();

    @AfterEach
    void close() {
        node.close();
    }

    private RoleAssignment assign(Vault vault, int number) {
        RoleAssignment assignment =
                new RoleAssignment(
                        "dddddddd-0000-0000-0000-00000000000" + number,
                        PRINCIPAL,
                        BuiltInRole.named("Key Vault Secrets User").id(),
                        vault.name());
        node.submit(new Command.AddRoleAssignment(assignment, true));
        return assignment;
    }

    private List<RoleAssignment> now(Vault vault) {
        try (StateView view = node.reads().linearizable()) {
            return remembered.in(view).of(vault.name(), PRINCIPAL);
        }
    }

    @Test
    void of_afterEachChange_givesWhatTheViewHas() {
        assertEquals(List.of(), now(one));
        RoleAssignment first = assign(one, 1);
        assertEquals(List.of(first), now(one));
        assertEquals(List.of(first), now(one), "remembered");
        RoleAssignment second = assign(two, 2);
        assertEquals(List.of(second), now(two));
        assertEquals(List.of(first), now(one));
        node.submit(new Command.RemoveRoleAssignment(first.id()));
        assertEquals(List.of(), now(one));
        assertEquals(List.of(second), now(two));
    }

    @Test
    void of_onAnOlderView_givesWhatThatHas() {
        RoleAssignment first = assign(one, 1);
        try (StateView before = node.reads().linearizable()) {
            node.submit(new Command.RemoveRoleAssignment(first.id()));
            assertEquals(List.of(), now(one));
            assertEquals(List.of(first), remembered.in(before).of(one.name(), PRINCIPAL));
            assertEquals(List.of(), now(one));
        }
    }
}
