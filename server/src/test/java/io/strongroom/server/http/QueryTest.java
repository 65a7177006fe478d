package io.strongroom.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.client.api.ErrorCode;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

final class QueryTest {
    @Test
    void get_withEncodedNameOfAnyCase_findsValue() {
        Query query = Query.parse("api%2DVersion=7.4&x=a%20b&flag");
        assertEquals(Optional.of("7.4"), query.get("api-version"));
        assertEquals(Optional.of("a b"), query.get("X"));
        assertEquals(Optional.of(""), query.get("flag"));
        assertEquals(Optional.empty(), query.get("y"));
    }

    @Test
    void parse_withFlaw_isRefusedOnlyWhereAParameterIsAskedFor() {
        for (String raw : List.of("a=1&A=2", "a=%zz", "a=%")) {
            Query query = Query.parse(raw);
            ApiException refusal = assertThrows(ApiException.class, () -> query.get("other"));
            assertEquals(ErrorCode.BAD_PARAMETER, refusal.code());
        }
    }
}
