package io.strongroom.server.dev.found;

import io.strongroom.server.dev.plan.ClusterDir;
import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.Names;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The text of {@code client.env}: KEY=VALUE lines for shells and dotenv readers. No value needs
 * quotes.
 */
final class ClientEnv {
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
}
