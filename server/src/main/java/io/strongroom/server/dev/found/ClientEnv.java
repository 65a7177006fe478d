package io.strongroom.server.dev.found;

import io.strongroom.server.dev.plan.ClusterDir;
import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.Names;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The text of {@code client.env}: KEY=VALUE lines for shells and dotenv readers. No value needs
 * quotes.
 */
public final class ClientEnv {
    private ClientEnv() {}

    static String text(ClusterDir dir, ClusterPlan plan, Credentials credentials) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(
                "STRONGROOM_VAULT_URI",
                "https://%s.%s:%d"
                        .formatted(ClusterPlan.DEFAULT_VAULT, Names.DOMAIN, plan.basePort()));
        values.put(
                "STRONGROOM_NODES",
                plan.nodeIds().stream().map(plan::url).collect(Collectors.joining(",")));
        values.put("STRONGROOM_CA", dir.authority().toString());
        values.put("STRONGROOM_TRUSTSTORE", dir.trustStore().toString());
        values.put("STRONGROOM_TRUSTSTORE_PASSWORD", credentials.trustStorePassword());
        values.put("AZURE_TENANT_ID", credentials.tenant().toString());
        values.put("AZURE_CLIENT_ID", credentials.officer().clientId().toString());
        values.put("AZURE_CLIENT_SECRET", credentials.officer().secret());
        values.put("AZURE_AUTHORITY_HOST", "https://" + Names.LOGIN + ":" + plan.basePort());
        values.put("STRONGROOM_NOROLE_CLIENT_ID", credentials.noRole().clientId().toString());
        values.put("STRONGROOM_NOROLE_CLIENT_SECRET", credentials.noRole().secret());
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** Has the file list the plan's nodes; everything else in it stays. */
    public static void relist(ClusterDir dir, ClusterPlan plan) throws IOException {
        String text = Files.readString(dir.clientEnv());
        String nodes = plan.nodeIds().stream().map(plan::url).collect(Collectors.joining(","));
        String changed =
                text.replaceFirst("(?m)^STRONGROOM_NODES=.*$", "STRONGROOM_NODES=" + nodes);
        Path fresh = dir.clientEnv().resolveSibling("client.env.new");
        Files.deleteIfExists(fresh);
        SecretFiles.write(fresh, changed);
        Files.move(
                fresh,
                dir.clientEnv(),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
