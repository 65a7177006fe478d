package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.ApiException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UseInputTest {
    /** Both alphabets differ on these. */
    private static final byte[] BYTES = {(byte) 0xfb, (byte) 0xff, (byte) 0xfe, (byte) 0xff};

    private static UseInput verify(String value) {
        String body = "{\"alg\":\"RS256\",\"digest\":\"%1$s\",\"value\":\"%1$s\"}".formatted(value);
        return UseInput.of(KeyUse.VERIFY, body.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-__-_w", "-__-_w==", "+//+/w==", "+//+/w"})
    void of_inEitherAlphabet_isTheSame(String value) {
        UseInput input = verify(value);
        assertArrayEquals(BYTES, input.value());
        assertArrayEquals(BYTES, input.digest());
    }

    @Test
    void of_whatIsNotBase64_isRefused() {
        ApiException refused = assertThrows(ApiException.class, () -> verify("a?b"));
        assertEquals(ErrorCode.BAD_PARAMETER, refused.code());
    }
}
