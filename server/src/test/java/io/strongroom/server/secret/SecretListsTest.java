package io.strongroom.server.secret;

import static io.strongroom.server.fake.Requests.assertBadParameter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

final class SecretListsTest {
    private static final Pattern NEXT =
            Pattern.compile(
                    Pattern.quote(SecretBench.BASE)
                            + "(/[^?]+\\?api-version=7\\.6&\\$skiptoken=[A-Za-z0-9_-]+"
                            + "(&maxresults=\\d+)?)");
    private final SecretBench bench = new SecretBench();

    @AfterEach
    void close() {
        bench.close();
    }

    /** Follows the links; the ids' last segments, page by page. */
    private List<List<String>> pages(String target) {
        List<List<String>> pages = new ArrayList<>();
        String next = target;
        while (!next.isEmpty()) {
            JsonNode page = bench.json("GET", next, "");
            List<String> ids = new ArrayList<>();
            for (JsonNode item : page.get("value")) {
                assertFalse(item.has("value"));
                String id = item.get("id").asText();
                ids.add(id.substring(id.lastIndexOf('/') + 1));
            }
            pages.add(ids);
            next = "";
            if (page.has("nextLink")) {
                var link = NEXT.matcher(page.get("nextLink").asText());
                assertTrue(link.matches(), page.get("nextLink").asText());
                next = link.group(1);
            }
        }
        return pages;
    }

    @Test
    void secrets_none_isAnEmptyPage() {
        assertEquals("{\"value\":[]}", bench.json("GET", "/secrets", "").toString());
    }

    @Test
    void secrets_exactlyOnePage_hasNoLink() {
        for (int i = 0; i < 25; i++) {
            bench.set("s" + i, "v");
        }
        assertEquals(List.of(25), pages("/secrets").stream().map(List::size).toList());
        bench.set("s25", "v");
        assertEquals(List.of(25, 1), pages("/secrets").stream().map(List::size).toList());
    }

    @Test
    void secrets_smallPages_giveEachOnceInOrder() {
        for (String name : List.of("Delta", "alpha", "Bravo", "bravo-2", "charlie")) {
            bench.set(name, "1");
            bench.set(name, "2");
        }
        assertEquals(
                List.of(List.of("alpha", "Bravo"), List.of("bravo-2", "charlie"), List.of("Delta")),
                pages("/secrets?api-version=7.6&maxresults=2"));
    }

    @Test
    void secrets_disabledAndTagged_areListedWithTheLatestVersionsAttributes() {
        bench.json(
                "PUT",
                "/secrets/pg",
                "{\"value\":\"1\",\"tags\":{\"a\":\"b\"},\"attributes\":{\"enabled\":false}}");
        JsonNode item = bench.json("GET", "/secrets", "").at("/value/0");
        assertFalse(item.at("/attributes/enabled").asBoolean(true));
        assertEquals("b", item.at("/tags/a").asText());
        assertEquals(SecretBench.BASE + "/secrets/pg", item.get("id").asText());
    }

    @Test
    void versions_pages_giveEachVersionOnce() {
        for (int i = 0; i < 5; i++) {
            bench.set("Pg", "v");
        }
        List<List<String>> pages = pages("/secrets/PG/versions?api-version=7.6&maxresults=2");
        assertEquals(List.of(2, 2, 1), pages.stream().map(List::size).toList());
        assertEquals(5, pages.stream().flatMap(List::stream).distinct().count());
    }

    @Test
    void deleted_pages_giveEachOnceWithItsDates() {
        for (String name : List.of("a1", "a2", "a3")) {
            bench.set(name, "v");
            bench.call("DELETE", "/secrets/" + name, "");
        }
        assertEquals(
                List.of(List.of("a1"), List.of("a2"), List.of("a3")),
                pages("/deletedsecrets?api-version=7.6&maxresults=1"));
        JsonNode item = bench.json("GET", "/deletedsecrets", "").at("/value/0");
        assertTrue(item.has("deletedDate") && item.has("scheduledPurgeDate"));
        assertEquals(SecretBench.BASE + "/deletedsecrets/a1", item.get("recoveryId").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "26", "-1", "1.0", "x", "", "100", "+1", "1%20", "%D9%A1"})
    void maxresults_outOfRange_isRefused(String maxResults) {
        assertBadParameter(
                () -> bench.call("GET", "/secrets?api-version=7.6&maxresults=" + maxResults, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "%00", "e30"})
    void skiptoken_forged_isRefused(String token) {
        assertBadParameter(
                () -> bench.call("GET", "/secrets?api-version=7.6&$skiptoken=" + token, ""));
    }
}
