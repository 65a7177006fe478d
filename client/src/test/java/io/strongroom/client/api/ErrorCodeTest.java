package io.strongroom.client.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class ErrorCodeTest {
    @Test
    void of_everyCode_findsIt() {
        for (var code : ErrorCode.values()) {
            assertEquals(Optional.of(code), ErrorCode.of(code.code(), code.innerCode()));
        }
    }

    @Test
    void of_unknownInnerCode_findsThePlainError() {
        assertEquals(
                Optional.of(ErrorCode.FORBIDDEN),
                ErrorCode.of("Forbidden", "ForbiddenByTheWeather"));
        assertEquals(Optional.empty(), ErrorCode.of("Teapot", ""));
    }
}
