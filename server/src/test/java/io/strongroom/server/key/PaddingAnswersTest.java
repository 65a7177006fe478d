package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.key.PaddingProbes;
import io.strongroom.hsm.key.PaddingProbes.Fault;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.ErrorMapper;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Whoever asks with ciphertexts that are wrong inside learns nothing but that they are. */
final class PaddingAnswersTest {
    @ParameterizedTest
    @ValueSource(strings = {"RSA", "RSA-HSM"})
    void decrypt_whateverIsWrongInside_isAnsweredWithTheSameBytes(String kty) {
        int refused = 0;
        try (KeyBench bench = KeyBench.withHsm()) {
            JsonNode made = bench.json("POST", "/keys/k/create", "{\"kty\":\"" + kty + "\"}");
            PublicPart.Rsa half =
                    new PublicPart.Rsa(number(made.at("/key/n")), number(made.at("/key/e")));
            List<ApiResponse> answers = new ArrayList<>();
            for (RsaEncryption algorithm : RsaEncryption.values()) {
                for (Fault fault : Fault.values()) {
                    String body =
                            "{\"alg\":\"%s\",\"value\":\"%s\"}"
                                    .formatted(
                                            algorithm.jwa(),
                                            KeyJsonWriter.base64(
                                                    PaddingProbes.made(half, algorithm, fault)));
                    for (String use : List.of("decrypt", "unwrapkey")) {
                        if (fault == Fault.NONE) {
                            assertEquals(200, bench.call("POST", "/keys/k/" + use, body).status());
                        } else {
                            answers.add(refusal(bench, use, body));
                            refused++;
                        }
                    }
                }
            }
            for (ApiResponse answer : answers) {
                assertEquals(400, answer.status());
                assertEquals(answers.getFirst().headers(), answer.headers());
                assertArrayEquals(answers.getFirst().body(), answer.body());
            }
        }
        assertEquals(3 * 4 * 2, refused);
    }

    private static ApiResponse refusal(KeyBench bench, String use, String body) {
        return ErrorMapper.response(
                assertThrows(ApiException.class, () -> bench.call("POST", "/keys/k/" + use, body)));
    }

    private static BigInteger number(JsonNode node) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(node.asText()));
    }
}
