package io.strongroom.server.key;

import static io.strongroom.server.fake.Requests.assertBadParameter;
import static io.strongroom.server.fake.Requests.assertRefused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.ErrorCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

final class RotationPolicyTest {
    private final KeyBench bench = new KeyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private void create() {
        bench.json("POST", "/keys/K/create", "{\"kty\":\"EC\"}");
    }

    private static String action(String trigger, String period, String type) {
        return "{\"trigger\":{\"%s\":\"%s\"},\"action\":{\"type\":\"%s\"}}"
                .formatted(trigger, period, type);
    }

    private static String policy(String actions, String expiry) {
        return "{\"lifetimeActions\":[%s],\"attributes\":{\"expiryTime\":\"%s\"}}"
                .formatted(actions, expiry);
    }

    private static String withoutEnd(String actions) {
        return "{\"lifetimeActions\":[%s]}".formatted(actions);
    }

    private JsonNode set(String body) {
        return bench.json("PUT", "/keys/k/rotationpolicy", body);
    }

    @Test
    void get_beforeOneWasSet_isTheUsualNotice() {
        create();
        JsonNode usual = bench.json("GET", "/keys/k/rotationpolicy", "");
        assertEquals(KeyBench.BASE + "/keys/K/rotationpolicy", usual.get("id").asText());
        assertEquals(1, usual.get("lifetimeActions").size());
        assertEquals("Notify", usual.at("/lifetimeActions/0/action/type").asText());
        assertEquals("P30D", usual.at("/lifetimeActions/0/trigger/timeBeforeExpiry").asText());
        assertFalse(usual.get("attributes").has("expiryTime"));
        assertRefused(
                ErrorCode.KEY_NOT_FOUND, () -> bench.json("GET", "/keys/no/rotationpolicy", ""));
        assertRefused(
                ErrorCode.KEY_NOT_FOUND, () -> bench.json("PUT", "/keys/no/rotationpolicy", "{}"));
    }

    @Test
    void set_twice_replacesTheWholeAndKeepsItsCreation() {
        create();
        JsonNode first =
                set(
                        policy(
                                action("timeAfterCreate", "P18M", "rotate")
                                        + ","
                                        + action("timeBeforeExpiry", "P30D", "Notify"),
                                "P2Y"));
        assertEquals("Rotate", first.at("/lifetimeActions/0/action/type").asText());
        assertEquals("P18M", first.at("/lifetimeActions/0/trigger/timeAfterCreate").asText());
        assertEquals("P2Y", first.at("/attributes/expiryTime").asText());
        bench.node().clock().advance(Duration.ofSeconds(9));
        JsonNode second = set("{\"lifetimeActions\":[],\"attributes\":{}}");
        assertEquals(0, second.get("lifetimeActions").size());
        assertFalse(second.get("attributes").has("expiryTime"));
        assertEquals(first.at("/attributes/created"), second.at("/attributes/created"));
        assertEquals(
                first.at("/attributes/updated").asLong() + 9,
                second.at("/attributes/updated").asLong());
        assertEquals(second, bench.json("GET", "/keys/k/rotationpolicy", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"lifetimeActions\":{}}",
                "{\"attributes\":\"P2Y\"}",
                "{\"attributes\":[]}",
                "{\"lifetimeActions\":[7]}",
                "{\"lifetimeActions\":[{\"action\":{\"type\":\"Rotate\"}}]}",
                "{\"lifetimeActions\":[{\"trigger\":{},\"action\":{\"type\":\"Rotate\"}}]}",
                "{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P30D\","
                        + "\"timeBeforeExpiry\":\"P30D\"},\"action\":{\"type\":\"Rotate\"}}]}",
                "{\"attributes\":{\"expiryTime\":\"P27D\"}}",
                "{\"attributes\":{\"expiryTime\":\"PT700H\"}}",
                "{\"attributes\":{\"expiryTime\":\"-P90D\"}}",
                "{\"attributes\":{\"expiryTime\":\"P0D\"}}",
                "{\"attributes\":{\"expiryTime\":\"-P-90D\"}}",
                "{\"attributes\":{\"expiryTime\":\"P+90D\"}}",
                "{\"attributes\":{\"expiryTime\":\"p90d\"}}",
                "{\"attributes\":{\"expiryTime\":\"P\"}}",
                "{\"attributes\":{\"expiryTime\":\"P99999999Y\"}}",
                "{\"attributes\":{\"expiryTime\":\"P999999999W\"}}",
                "{\"attributes\":{\"expiryTime\":90}}"
            })
    void set_ofWhatIsNoPolicy_isRefused(String body) {
        create();
        assertBadParameter(() -> set(body));
    }

    @Test
    void set_ofTimesThatCannotBeKept_isRefused() {
        create();
        assertBadParameter(() -> set(policy(action("timeAfterCreate", "P6D", "Rotate"), "P90D")));
        assertBadParameter(() -> set(policy(action("timeBeforeExpiry", "P6D", "Rotate"), "P90D")));
        assertBadParameter(() -> set(policy(action("timeBeforeExpiry", "P84D", "Rotate"), "P90D")));
        assertBadParameter(() -> set(policy(action("timeBeforeExpiry", "P24M", "Rotate"), "P2Y")));
        assertBadParameter(() -> set(policy(action("timeBeforeExpiry", "P61M", "Rotate"), "P5Y")));
        assertBadParameter(() -> set(policy(action("timeAfterCreate", "P12M", "Rotate"), "P1Y")));
        assertBadParameter(() -> set(policy(action("timeAfterCreate", "P30D", "Notify"), "P90D")));
        assertBadParameter(() -> set(policy(action("timeBeforeExpiry", "P90D", "Notify"), "P90D")));
        assertBadParameter(() -> set(policy(action("timeBeforeExpiry", "P6D", "Notify"), "P90D")));
        assertBadParameter(() -> set(withoutEnd(action("timeBeforeExpiry", "P31D", "Notify"))));
        assertBadParameter(() -> set(policy(action("timeAfterCreate", "P30D", "Forget"), "P90D")));
        String rotate = action("timeAfterCreate", "P30D", "Rotate");
        assertBadParameter(() -> set(policy(rotate + "," + rotate, "P90D")));
        assertBadParameter(() -> set(withoutEnd(action("timeBeforeExpiry", "P30D", "Rotate"))));
        assertEquals(
                1,
                bench.json("GET", "/keys/k/rotationpolicy", "").get("lifetimeActions").size(),
                "nothing was set");
    }

    @Test
    void set_ofWhatGetAnsweredBefore_isTaken() {
        create();
        JsonNode usual = bench.json("GET", "/keys/k/rotationpolicy", "");
        assertEquals(usual.get("lifetimeActions"), set(usual.toString()).get("lifetimeActions"));
    }

    @Test
    void set_ofAnExpiryTimeThatTheUsualNoticeDoesNotFit_needsAShorterNoticeOrNone() {
        create();
        String rotate = action("timeAfterCreate", "P21D", "Rotate");
        String usual = rotate + "," + action("timeBeforeExpiry", "P30D", "Notify");
        assertBadParameter(() -> set(policy(usual, "P28D")));
        assertBadParameter(() -> set(policy(usual, "P30D")));
        assertBadParameter(() -> set(policy(usual, "P1M")));
        set(policy(usual, "P31D"));
        set(policy(rotate + "," + action("timeBeforeExpiry", "P7D", "Notify"), "P28D"));
        JsonNode without = set(policy(rotate, "P28D"));
        assertEquals(1, without.get("lifetimeActions").size());
        assertEquals("Rotate", without.at("/lifetimeActions/0/action/type").asText());
    }

    @Test
    void rotate_underAPolicyWithAnExpiryTime_setsTheNewVersionsEnd() {
        create();
        set(policy(action("timeAfterCreate", "P30D", "Rotate"), "P90D"));
        JsonNode rotated = bench.json("POST", "/keys/k/rotate", "");
        assertEquals(
                rotated.at("/attributes/created").asLong() + Duration.ofDays(90).toSeconds(),
                rotated.at("/attributes/exp").asLong());
    }
}
