package io.strongroom.server.telemetry;

import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.Sealer;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.LogStatus.Role;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.http.ApiResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class OperationsEndpointTest {
    private final StandingLog log = new StandingLog();
    private final Health health = new Health(3, log);
    private final Metrics metrics = new Metrics();
    private final OperationsEndpoint endpoint = new OperationsEndpoint(health, metrics);

    @AfterEach
    void close() {
        metrics.close();
    }

    private ApiResponse get(String... path) {
        return endpoint.handle("GET", List.of(path)).orElseThrow();
    }

    @Test
    void handle_health_isInTheStatusAndTheBody() {
        assertEquals(503, get("health", "ready").status());
        health.obstacle(Optional.empty());
        assertEquals(200, get("health", "ready").status());
        assertEquals(
                "{\"status\":\"ready\",\"node\":3,\"role\":\"follower\",\"leader\":2,"
                        + "\"appliedIndex\":5}",
                text(get("health", "ready")));
        assertEquals("{\"status\":\"live\"}", text(get("health", "live")));
        log.stand(new LogStatus(Role.STOPPED, Optional.empty(), 1, 5, 5, false, 0));
        assertEquals(503, get("health", "live").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "DELETE"})
    void handle_otherMethod_isNotOurs(String method) {
        assertEquals(Optional.empty(), endpoint.handle(method, List.of("metrics")));
    }

    @Test
    void handle_otherPath_isNotOurs() {
        assertEquals(Optional.empty(), endpoint.handle("GET", List.of("health")));
        assertEquals(Optional.empty(), endpoint.handle("GET", List.of("health", "x")));
    }

    @Test
    void handle_metrics_haveTheirDocumentedNames() throws HsmException {
        try (MemoryNode node = MemoryNode.founded()) {
            metrics.watch(node.log(), node.storage());
            StateGauges.register(metrics, 1, node.log(), node.storage(), health.obstacles());
            metrics.certificate("https", () -> Optional.of(Instant.ofEpochSecond(86_400)));
            metrics.certificate("raft", Optional::empty);
            metrics.gauge("strongroom.disk.free.bytes", "Free space", () -> 7L);
            MeteredSealer sealer = new MeteredSealer(node.sealer(), metrics);
            Sealer.DataKey key = sealer.newDataKey("x", 1, 1);
            byte[] sealed = sealer.seal(key, new byte[0], new byte[] {1});
            assertThrows(HsmException.class, () -> sealer.open(key, new byte[] {1}, sealed));
            metrics.request("SecretGet", 200, 1_500_000);
            metrics.commit(3_000_000);
            metrics.leaderChanged();
            ApiResponse response = get("metrics");
            assertEquals("text/plain; version=0.0.4; charset=utf-8", response.contentType());
            String text = text(response);
            for (String line :
                    List.of(
                            "strongroom_requests_seconds_count{operation=\"SecretGet\",status=\"200\"}"
                                + " 1",
                            "strongroom_log_commit_seconds_count 1",
                            "strongroom_leader_changes_total 1.0",
                            "strongroom_leader 1.0",
                            "strongroom_apply_lag 0.0",
                            "strongroom_applied_index 1.0",
                            "strongroom_commit_index 1.0",
                            "strongroom_rocksdb_size_bytes 0.0",
                            "strongroom_disk_free_bytes 7.0",
                            "strongroom_certificate_expiry_seconds{listener=\"https\"} 86400.0",
                            "strongroom_certificate_expiry_seconds{listener=\"raft\"} NaN",
                            "strongroom_log_size_bytes 2.0",
                            "strongroom_log_oldest_index 0.0",
                            "strongroom_snapshot_oldest_index -1.0",
                            "strongroom_log_suspended 0.0",
                            "strongroom_feature_level 3.0",
                            "strongroom_quorum_time_seconds 1.7",
                            "strongroom_state_digest_index -1.0",
                            "strongroom_state_diverged 0.0",
                            "strongroom_clock_suspect 0.0",
                            "strongroom_seal_operations_total{operation=\"seal\",outcome=\"ok\"}"
                                    + " 1.0",
                            "strongroom_seal_operations_total{operation=\"open\",outcome=\"failed\"}"
                                + " 1.0",
                            "jvm_memory_used_bytes")) {
                assertTrue(text.contains(line), line + " is not in\n" + text);
            }
        }
    }
}
