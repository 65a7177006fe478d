package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.NodeState;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Microsoft's SDKs for JavaScript, as npm installs them, in a process of their own: every operation
 * of their clients, and the leader killed with {@code kill -9} in between. What is done stands in
 * {@code src/test/js}.
 */
@ExtendWith(SharedCluster.class)
class JavaScriptSdkIT {
    /** So that none is left out silently: two rounds of 137, and three between them. */
    private static final int CHECKS = 277;

    private static final long ENDS_WITHIN_MINUTES = 10;

    private static final List<String> VARIABLES =
            List.of(
                    "STRONGROOM_VAULT_URI",
                    "STRONGROOM_NOROLE_CLIENT_ID",
                    "STRONGROOM_NOROLE_CLIENT_SECRET",
                    "AZURE_TENANT_ID",
                    "AZURE_CLIENT_ID",
                    "AZURE_CLIENT_SECRET",
                    "AZURE_AUTHORITY_HOST");

    private final SdkCluster cluster;

    JavaScriptSdkIT(SdkCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void everyOperation_beforeAndAfterTheLossOfTheLeader_isDone()
            throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                System.getenv("CI") != null || NodePackage.isPossible(),
                "no Node.js: install nodejs and npm to have the SDKs for JavaScript tested");
        Path home = Path.of(System.getProperty("strongroom.home", ".."));
        NodePackage scripts = NodePackage.installed(home);
        Process node = scripts.start("main.mjs", environment(home));
        Executor later = CompletableFuture.delayedExecutor(ENDS_WITHIN_MINUTES, TimeUnit.MINUTES);
        later.execute(node::destroyForcibly);
        String last = "";
        try (BufferedReader said = node.inputReader(UTF_8);
                OutputStream answers = node.getOutputStream()) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                last = line;
                if (line.equals("kill the leader")) {
                    killTheLeader();
                    answers.write('\n');
                    answers.flush();
                }
            }
        } finally {
            node.destroyForcibly();
            cluster.repair();
        }
        assertEquals("passed=" + CHECKS + " failed=0", last, scripts.told());
        assertEquals(0, node.waitFor());
    }

    private void killTheLeader() throws IOException {
        NodeState leader = cluster.nodes().leader();
        var _ = DevCluster.killAtOnce(List.of(leader));
    }

    private Map<String, String> environment(Path home) {
        Map<String, String> all = new HashMap<>();
        for (String name : VARIABLES) {
            all.put(name, cluster.env(name));
        }
        all.put("NODE_EXTRA_CA_CERTS", cluster.env("STRONGROOM_CA"));
        Path hosts = home.resolve("chaos-tests/src/test/resources/hosts").toAbsolutePath();
        all.put("HOSTS_FILE", hosts.toString());
        all.put("NO_PROXY", ".localhost");
        return all;
    }
}
