package io.strongroom.server.dev.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.server.dev.plan.ClusterPlan.RootKeyKind;
import io.strongroom.server.dev.plan.ClusterPlan.VaultPlan;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

final class ClusterPlanTest {
    @Test
    void parseVault_everyForm_isRead() {
        assertEquals(new VaultPlan("db1", 90, false), VaultPlan.parse("db1"));
        assertEquals(new VaultPlan("db1", 7, false), VaultPlan.parse("db1:7"));
        assertEquals(new VaultPlan("db1", 8, true), VaultPlan.parse("DB1:8:purge-protection"));
        assertEquals(new VaultPlan("db1", 90, true), VaultPlan.parse("db1:purge-protection"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "d", "db1:6", "db1:91", "db1:x", "db1:7:8", "db1:7:purge", "a_b"})
    void parseVault_anythingElse_isRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> VaultPlan.parse(text));
    }

    @Test
    void plan_always_hasTheDefaultVaultOnce() {
        VaultPlan other = new VaultPlan("other", 7, false);
        VaultPlan shortDefault = new VaultPlan("default", 7, false);

        assertEquals(List.of(new VaultPlan("default", 90, false), other), plan(3, other).vaults());
        assertEquals(List.of(shortDefault), plan(3, shortDefault).vaults());
        assertThrows(IllegalArgumentException.class, () -> plan(3, other, other));
    }

    @Test
    void plan_otherNodeCounts_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> plan(4));
        assertThrows(IllegalArgumentException.class, () -> plan(1));
    }

    @Test
    void plan_writtenAndRead_isTheSame(@TempDir Path folder) throws Exception {
        ClusterDir dir = ClusterDir.of(folder);
        ClusterPlan plan = plan(5, new VaultPlan("other", 7, true));

        dir.write(plan);

        assertEquals(plan, dir.plan());
    }

    @Test
    void on_anotherNetwork_keepsItWhateverChanges(@TempDir Path folder) throws Exception {
        ClusterPlan plan = plan(3).on("172.29.77").with(4).without(1);
        ClusterDir dir = ClusterDir.of(folder);

        dir.write(plan);

        assertEquals("172.29.77.4", dir.plan().address(4));
        assertEquals("https://172.29.77.2:8443", dir.plan().url(2));
        assertEquals("127.0.0.4", plan(3).address(4));
        assertThrows(IllegalArgumentException.class, () -> plan(3).on("172.29.77.1"));
    }

    @Test
    void without_anyNode_forgetsItAndSpendsItsNumber() {
        ClusterPlan rest = plan(3).with(4).without(1).without(4);

        assertEquals(List.of(2, 3), rest.nodeIds());
        assertEquals(List.of(2, 3), rest.founderIds());
        assertThrows(IllegalArgumentException.class, () -> rest.with(1));
        assertThrows(IllegalArgumentException.class, () -> rest.with(4));
        assertThrows(IllegalArgumentException.class, () -> rest.without(4));
        assertEquals(List.of(5), rest.with(5).without(2).without(3).founderIds());
        assertThrows(IllegalArgumentException.class, () -> rest.without(2).without(3));
    }

    @Test
    void dir_pathThatNeedsQuotes_isRefused() {
        assertThrows(DevException.class, () -> ClusterDir.of(Path.of("/tmp/a b")));
        assertThrows(DevException.class, () -> ClusterDir.of(Path.of("/tmp/a$b")));
    }

    private static ClusterPlan plan(int nodes, VaultPlan... vaults) {
        return new ClusterPlan(nodes, 8443, RootKeyKind.SOFTWARE, List.of(vaults));
    }
}
