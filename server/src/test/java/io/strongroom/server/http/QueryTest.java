package io.strongroom.server.http;

import static io.strongroom.server.fake.Requests.assertBadParameter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

final class QueryTest {
    @Test
    void parse_ordinaryQuery_givesDecodedValues() {
        Query query = Query.parse("api-version=7.6&%24skiptoken=ab%2Bc&maxresults=3");
        assertEquals(Optional.of("7.6"), query.get("api-version"));
        assertEquals(Optional.of("ab+c"), query.get("$skiptoken"));
        assertEquals(Optional.of("3"), query.get("MaxResults"));
        assertEquals(Optional.empty(), query.get("other"));
    }

    @Test
    void parse_emptyParts_areIgnored() {
        assertEquals(Optional.of("1"), Query.parse("&&a=1&").get("a"));
        assertEquals(Optional.empty(), Query.parse("").get("a"));
    }

    @Test
    void parse_nameWithoutValue_isEmpty() {
        assertEquals(Optional.of(""), Query.parse("a&b=2").get("a"));
    }

    @Test
    void parse_valueWithEqualsSign_keepsIt() {
        assertEquals(Optional.of("x=y"), Query.parse("a=x=y").get("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1&a=2", "a=1&A=1", "a=1&%61=2"})
    void parse_parameterGivenTwice_isRefused(String raw) {
        assertBadParameter(() -> Query.parse(raw));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%1", "a=%zz", "%=1", "a=%-1"})
    void parse_brokenPercentEncoding_isRefused(String raw) {
        assertBadParameter(() -> Query.parse(raw));
    }
}
