package io.strongroom.server.config.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

final class NearestKeyTest {
    @Test
    void distance_countsSwapsAsOneAndIgnoresCase() {
        assertEquals(0, NearestKey.distance("dataDir", "datadir"));
        assertEquals(1, NearestKey.distance("port", "prot"));
        assertEquals(1, NearestKey.distance("peers", "peer"));
        assertEquals(3, NearestKey.distance("", "abc"));
    }

    @Test
    void among_picksTheNearest() {
        assertEquals(
                "privateKey",
                NearestKey.among(List.of("port", "certificate", "privateKey"), "private_key"));
    }
}
