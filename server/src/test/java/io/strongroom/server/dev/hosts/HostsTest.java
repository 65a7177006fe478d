package io.strongroom.server.dev.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.ClusterPlan.RootKeyKind;
import io.strongroom.server.dev.plan.ClusterPlan.VaultPlan;
import io.strongroom.server.dev.plan.DevException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class HostsTest {
    private static final String BEFORE = "127.0.0.1 localhost\n\n::1 ip6-localhost # mine\n";
    private static final ClusterPlan PLAN =
            new ClusterPlan(
                    3, 8443, RootKeyKind.SOFTWARE, List.of(new VaultPlan("other", 7, false)));

    @TempDir Path folder = Path.of(".");

    @Test
    void replaceBlock_firstTime_appendsTheLines() throws Exception {
        assertEquals(
                BEFORE + "# strongroom dev\n127.0.0.1 a\n127.0.0.2 a\n# end of strongroom dev\n",
                after(BEFORE, List.of("127.0.0.1 a", "127.0.0.2 a")));
    }

    @Test
    void replaceBlock_again_replacesOnlyTheBlock() throws Exception {
        String once = after(BEFORE, List.of("127.0.0.1 a"));

        assertEquals(once, after(once, List.of("127.0.0.1 a")));
        assertEquals(
                BEFORE
                        + "127.0.0.9 later\n"
                        + "# strongroom dev\n"
                        + "127.0.0.1 b\n"
                        + "# end of strongroom dev\n",
                after(once + "127.0.0.9 later\n", List.of("127.0.0.1 b")));
    }

    @Test
    void replaceBlock_withoutLastLineBreak_keepsTheLine() throws Exception {
        assertEquals(
                "127.0.0.1 x\n# strongroom dev\n127.0.0.1 a\n# end of strongroom dev\n",
                after("127.0.0.1 x", List.of("127.0.0.1 a")));
    }

    @Test
    void replaceBlock_unclosedBlock_changesNothing() {
        assertThrows(DevException.class, () -> after("# strongroom dev\n1.2.3.4 x\n", List.of()));
    }

    @Test
    void hostsLines_haveOneLinePerNodeWithEveryName() {
        String names =
                " default.vault.localhost other.vault.localhost login.localhost"
                        + " management.localhost";

        assertEquals(
                List.of("127.0.0.1" + names, "127.0.0.2" + names, "127.0.0.3" + names),
                new HostNames(PLAN, name -> List.of()).hostsLines());
    }

    @Test
    void objections_tellMissingAndPartialNames() {
        HostNames names =
                new HostNames(
                        PLAN,
                        name ->
                                switch (name) {
                                    case "default.vault.localhost" -> List.of("127.0.0.1");
                                    case "other.vault.localhost" -> List.of();
                                    default -> List.of("127.0.0.3", "127.0.0.1", "127.0.0.2");
                                });

        assertEquals(
                List.of(
                        "default.vault.localhost resolves to 127.0.0.1, not to every node"
                                + " (127.0.0.1, 127.0.0.2, 127.0.0.3)",
                        "other.vault.localhost does not resolve on this machine"),
                names.objections());
    }

    private String after(String before, List<String> lines) throws Exception {
        Path file = folder.resolve("hosts");
        Files.writeString(file, before);
        new HostsFile(file).replaceBlock(lines);
        return Files.readString(file);
    }
}
