package io.strongroom.server;

import static io.strongroom.server.ServedVault.assertError;
import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.replication.InvariantViolation;
import io.strongroom.server.telemetry.Metrics;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.command.Command;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What stands behind the requests fails, or changes while one is under way. */
final class VaultServiceTroubleTest {
    private final ServedVault served = new ServedVault();
    private final MemoryNode node = served.node();
    private final Metrics metrics = served.metrics();

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void handle_readWithoutAMajority_isUnavailableAndNeverStale() {
        served.assign(ServedVault.OFFICER);
        served.call("PUT", "/secrets/x", "{\"value\":\"1\"}");
        node.log().majority(false);
        assertError(503, "ServiceUnavailable", served.call("GET", "/secrets/x", ""));
        ApiResponse set = served.call("PUT", "/secrets/x", "{\"value\":\"2\"}");
        assertError(503, "ServiceUnavailable", set);
        assertEquals("1", set.headers().get("retry-after"));
    }

    @Test
    void handle_failingPart_isA500ThatTellsOnlyItsRequestId() {
        served.assign(ServedVault.OFFICER);
        VaultService broken =
                ServedVault.service(
                        node,
                        metrics,
                        () -> {
                            throw new StorageException("/data/state: hunter2");
                        });
        ApiResponse response =
                broken.handle(
                        Requests.request(
                                "PUT",
                                ServedVault.HOST_NAME,
                                "/secrets/x",
                                served.token(),
                                "{\"value\":\"hunter2\"}"));
        assertError(500, "InternalServerError", response);
        assertFalse(text(response).contains("hunter2"));
        String requestId = response.headers().getOrDefault("x-ms-request-id", "none");
        assertTrue(text(response).contains(requestId));
        assertTrue(metrics.scrape().contains("operation=\"SecretSet\",status=\"500\""));
    }

    @Test
    void handle_ourOwnBug_isNotAnswered() {
        served.assign(ServedVault.OFFICER);
        VaultService wrong =
                ServedVault.service(
                        node,
                        metrics,
                        () -> {
                            throw new InvariantViolation("cannot be");
                        });
        assertThrows(
                InvariantViolation.class,
                () ->
                        wrong.handle(
                                Requests.request(
                                        "PUT",
                                        ServedVault.HOST_NAME,
                                        "/secrets/x",
                                        served.token(),
                                        "{\"value\":\"1\"}")));
    }

    @Test
    void handle_stateReplacedUnderTheRequest_mayBeRepeated() {
        served.assign(ServedVault.OFFICER);
        VaultService replaced =
                ServedVault.service(
                        node,
                        metrics,
                        () -> {
                            throw new StorageException(
                                    StorageException.Kind.UNAVAILABLE, "the view is gone");
                        });
        ApiResponse response = served.put(replaced);
        assertError(503, "ServiceUnavailable", response);
        assertEquals("1", response.headers().get("retry-after"));
    }

    @Test
    void handle_diskLow_refusesChangesBeforeTheLogAndServesReads() {
        served.assign(ServedVault.OFFICER);
        Obstacles obstacles = new Obstacles();
        VaultService low = ServedVault.service(node, metrics, node.versionIds(), obstacles);
        assertEquals(200, served.put(low).status());
        obstacles.set(Obstacles.Cause.DISK_LOW, Optional.of("the disk is nearly full"));
        long before = node.log().status().appliedIndex();
        ApiResponse refused = served.put(low);
        assertError(503, "ServiceUnavailable", refused);
        assertEquals("5", refused.headers().get("retry-after"));
        assertEquals(before, node.log().status().appliedIndex());
        assertEquals(
                200,
                low.handle(
                                Requests.request(
                                        "GET",
                                        ServedVault.HOST_NAME,
                                        "/secrets/x",
                                        served.token(),
                                        ""))
                        .status());
        obstacles.set(Obstacles.Cause.DISK_LOW, Optional.empty());
        assertEquals(200, served.put(low).status());
    }

    @Test
    void handle_rightsRevokedWhileUnderWay_areDecidedAgainAndRefused() {
        served.assign(ServedVault.OFFICER);
        VaultService racing =
                ServedVault.service(
                        node,
                        metrics,
                        () -> {
                            // Between the decision and the log.
                            node.submit(
                                    new Command.RemoveRoleAssignment(
                                            "dddddddd-0000-0000-0000-000000000001"));
                            return MemoryNode.version(1);
                        });
        assertError(403, "Forbidden", served.put(racing));
        assertError(403, "Forbidden", served.call("GET", "/secrets/x", ""));
        served.assign(ServedVault.OFFICER);
        assertError(404, "SecretNotFound", served.call("GET", "/secrets/x", ""));
    }

    @Test
    void handle_rightsChangedButStillThere_isDoneAfterAnotherDecision() {
        served.assign(ServedVault.OFFICER);
        AtomicInteger made = new AtomicInteger();
        VaultService racing =
                ServedVault.service(
                        node,
                        metrics,
                        () -> {
                            if (made.getAndIncrement() == 0) {
                                served.assign(ServedVault.READER, 2);
                            }
                            return MemoryNode.version(made.get());
                        });
        assertEquals(200, served.put(racing).status());
        assertEquals(2, made.get());
    }

    @Test
    void handle_rightsChangeAllTheTime_isUnavailable() {
        served.assign(ServedVault.OFFICER);
        AtomicInteger made = new AtomicInteger();
        VaultService racing =
                ServedVault.service(
                        node,
                        metrics,
                        () -> {
                            int round = made.incrementAndGet();
                            if (round % 2 == 1) {
                                served.assign(ServedVault.READER, 2);
                            } else {
                                node.submit(
                                        new Command.RemoveRoleAssignment(
                                                "dddddddd-0000-0000-0000-000000000002"));
                            }
                            return MemoryNode.version(round);
                        });
        ApiResponse response = served.put(racing);
        assertError(503, "ServiceUnavailable", response);
        assertEquals("1", response.headers().get("retry-after"));
        assertEquals(3, made.get());
        assertError(404, "SecretNotFound", served.call("GET", "/secrets/x", ""));
    }
}
