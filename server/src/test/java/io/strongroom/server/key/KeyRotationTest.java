package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.item.PolicyChangedException;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.UUID;

/** Rotations while something else happens to the key: making a pair takes seconds. */
final class KeyRotationTest {
    private static final String STOP =
            "{\"key_ops\":[\"verify\"],\"attributes\":{\"enabled\":false},\"tags\":{\"v\":\"new\"}}";

    private final KeyBench bench = new KeyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private void create(String body) {
        bench.json("POST", "/keys/k/create", body);
    }

    private ApiResponse rotate(UUID requestId, StateView seen) {
        return bench.call(Requests.request("POST", "/keys/k/rotate", ""), requestId, seen);
    }

    private int versions() {
        return bench.json("GET", "/keys/k/versions", "").get("value").size();
    }

    @Test
    void rotate_ofAKeyThatIsChangedMeanwhile_doesNotUndoTheChange() {
        create("{\"kty\":\"EC\",\"tags\":{\"v\":\"old\"}}");
        try (StateView seen = bench.node().reads().linearizable()) {
            bench.json("PATCH", "/keys/k", STOP);
            JsonNode rotated = Requests.json(rotate(UUID.randomUUID(), seen));
            assertEquals("[\"verify\"]", rotated.at("/key/key_ops").toString());
            assertEquals("new", rotated.at("/tags/v").asText());
            assertFalse(rotated.at("/attributes/enabled").asBoolean());
        }
        assertEquals(2, versions());
    }

    @Test
    void rotate_whileAnotherRotatesToo_makesOneVersionEach() {
        create("{\"kty\":\"EC\"}");
        try (StateView seen = bench.node().reads().linearizable()) {
            assertEquals(200, rotate(UUID.randomUUID(), seen).status());
            assertEquals(200, rotate(UUID.randomUUID(), seen).status());
        }
        assertEquals(3, versions());
    }

    @Test
    void rotate_ofAKeyThatBecameOneOfAnotherKind_isTriedAgainByWhatIsThere() {
        UUID request = UUID.randomUUID();
        create("{\"kty\":\"EC\"}");
        try (StateView seen = bench.node().reads().linearizable()) {
            create("{\"kty\":\"oct\"}");
            assertThrows(PolicyChangedException.class, () -> rotate(request, seen));
        }
        try (StateView seen = bench.node().reads().linearizable()) {
            assertEquals("oct", Requests.json(rotate(request, seen)).at("/key/kty").asText());
        }
        assertEquals(3, versions());
    }

    @Test
    void rotatedIfDue_ofAKeyThatIsStoppedMeanwhile_leavesItStopped() {
        create("{\"kty\":\"EC\"}");
        bench.json(
                "PUT",
                "/keys/k/rotationpolicy",
                "{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P30D\"},"
                        + "\"action\":{\"type\":\"Rotate\"}}]}");
        bench.node().clock().advance(Duration.ofDays(31));
        bench.node().tell();
        Command rotation;
        try (StateView view = bench.node().reads().linearizable()) {
            VaultName vault = new VaultName("vdb");
            KeyVersion old = view.keys().latest(vault, new ItemName("k")).orElseThrow();
            rotation =
                    bench.newKeys().rotatedIfDue(new NewKeys.Place(view, vault, old.name()), old);
        }
        bench.json("PATCH", "/keys/k", STOP);
        assertInstanceOf(Result.KeyChanged.class, bench.node().submit(rotation));
        assertEquals(1, versions());
        assertFalse(bench.json("GET", "/keys/k", "").at("/attributes/enabled").asBoolean());
    }
}
