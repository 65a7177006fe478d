package io.strongroom.server.http;

import static io.strongroom.server.fake.Requests.assertBadParameter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

final class PathSegmentsTest {
    @ParameterizedTest
    @ValueSource(strings = {"/secrets/db", "//secrets/db", "/secrets/db/", "/secrets//db//"})
    void of_emptySegments_areDropped(String rawPath) {
        assertEquals(List.of("secrets", "db"), PathSegments.of(rawPath));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "///"})
    void of_nothingButSlashes_isEmpty(String rawPath) {
        assertEquals(List.of(), PathSegments.of(rawPath));
    }

    @Test
    void of_percentEncoding_isDecodedOnceAndNeverSplits() {
        assertEquals(List.of("a/b", "ä", "%41", "x+y"), PathSegments.of("/a%2Fb/%C3%a4/%2541/x+y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/a%4", "/%zz", "/%-1", "/%ff", "/%C3", "/%ED%A0%80"})
    void of_brokenPercentEncoding_isRefused(String rawPath) {
        assertBadParameter(() -> PathSegments.of(rawPath));
    }
}
