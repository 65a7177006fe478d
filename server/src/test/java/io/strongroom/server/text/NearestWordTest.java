package io.strongroom.server.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

final class NearestWordTest {
    @Test
    void distance_countsSwapsAsOneAndIgnoresCase() {
        assertEquals(0, NearestWord.distance("dataDir", "datadir"));
        assertEquals(1, NearestWord.distance("port", "prot"));
        assertEquals(1, NearestWord.distance("peers", "peer"));
        assertEquals(3, NearestWord.distance("", "abc"));
    }

    @Test
    void among_picksTheNearest() {
        assertEquals(
                "privateKey",
                NearestWord.among(List.of("port", "certificate", "privateKey"), "private_key"));
    }
}
