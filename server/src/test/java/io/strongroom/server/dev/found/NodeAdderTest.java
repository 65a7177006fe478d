package io.strongroom.server.dev.found;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.server.config.ConfigLoader;
import io.strongroom.server.config.NodeConfig;
import io.strongroom.server.dev.plan.ClusterDir;
import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.ClusterPlan.RootKeyKind;
import io.strongroom.server.dev.plan.DevException;
import io.strongroom.server.dev.process.NodeProgram;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class NodeAdderTest {
    @Test
    void add_makesANodeThatJoins(@TempDir Path folder) throws Exception {
        ClusterDir dir = ClusterDir.of(folder.resolve("cluster"));
        ClusterPlan plan = new ClusterPlan(3, 9443, RootKeyKind.SOFTWARE, List.of());
        new ClusterFounder(
                        dir,
                        plan,
                        new NodeProgram(List.of("false"), "Unused"),
                        new PrintWriter(Writer.nullWriter()))
                .found();

        ClusterPlan grown = new NodeAdder(dir, dir.plan()).add(5);

        assertEquals(List.of(1, 2, 3, 5), grown.nodeIds());
        assertEquals(grown, dir.plan());
        NodeConfig founder = ConfigLoader.load(dir.nodeYaml(1));
        NodeConfig added = ConfigLoader.load(dir.nodeYaml(5));
        assertEquals(5, added.node().id());
        assertTrue(added.cluster().join());
        assertEquals(founder.cluster().id(), added.cluster().id());
        assertEquals(
                List.of(1, 2, 3, 5),
                added.cluster().peers().stream().map(peer -> peer.id()).toList());
        assertEquals("127.0.0.5", added.http().bindAddress());
        assertEquals(founder.admin(), added.admin());
        assertEquals(1, added.admin().principals().size());
        assertTrue(Files.readString(dir.clientEnv()).contains(",https://127.0.0.5:9443\n"));

        assertThrows(DevException.class, () -> new NodeAdder(dir, grown).add(5));
        assertThrows(DevException.class, () -> new NodeAdder(dir, grown).add(10));
    }
}
