package io.strongroom.server.http;

import static io.strongroom.server.fake.Requests.json;
import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.Headers;
import io.strongroom.hsm.HsmException;
import io.strongroom.raft.RaftException;
import io.strongroom.storage.StorageException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorMapperTest {
    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void response_anyCode_hasItsStatusAndBody(ErrorCode code) {
        ApiResponse response = ErrorMapper.response(new ApiException(code, "why"));
        String inner =
                code.innerCode().isEmpty()
                        ? ""
                        : ",\"innererror\":{\"code\":\"" + code.innerCode() + "\"}";
        assertEquals(code.status(), response.status());
        assertEquals("application/json; charset=utf-8", response.contentType());
        assertEquals(
                "{\"error\":{\"code\":\"" + code.code() + "\",\"message\":\"why\"" + inner + "}}",
                text(response));
    }

    @ParameterizedTest
    @CsvSource({"NOT_APPENDED,SERVICE_UNAVAILABLE", "UNKNOWN,OUTCOME_UNKNOWN"})
    void of_troubleWithTheLog_saysWhetherItMayHaveHappened(
            RaftException.Outcome outcome, ErrorCode expected) {
        ApiException error = ErrorMapper.of(new RaftException(outcome, "10.0.0.1 is away"));
        assertEquals(expected, error.code());
        assertEquals("1", error.headers().get("retry-after"));
        assertFalse(error.text().contains("10.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE,SERVICE_UNAVAILABLE",
        "NOT_AUTHENTIC,INTERNAL_ERROR",
        "CONFIGURATION,INTERNAL_ERROR"
    })
    void of_troubleWithAKey_isNeverTheCallersFault(HsmException.Kind kind, ErrorCode expected) {
        ApiException error = ErrorMapper.of(new HsmException(kind, "slot 7"));
        assertEquals(expected, error.code());
        assertFalse(error.text().contains("slot 7"));
    }

    @Test
    void unexpected_anyFailure_tellsOnlyTheRequestId() {
        ApiResponse response =
                ErrorMapper.unexpected(new StorageException("/data/state is full of hunter2"));
        String requestId = response.headers().get(Headers.REQUEST_ID);
        assertEquals(500, response.status());
        assertEquals("InternalServerError", json(response).at("/error/code").asText());
        assertTrue(text(response).contains(String.valueOf(requestId)));
        assertFalse(text(response).contains("hunter2"));
        assertFalse(text(response).contains("Exception"));
    }

    @Test
    void throttled_saysWhenToComeBack() {
        ApiException error = ErrorMapper.throttled();
        assertEquals(429, error.code().status());
        assertEquals("1", error.headers().get("retry-after"));
    }
}
