package io.strongroom.server.key;

import static io.strongroom.server.fake.Requests.assertBadParameter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyUserTest {
    private static final String EVERY_OPERATION =
            "\"key_ops\":[\"encrypt\",\"decrypt\",\"sign\",\"verify\",\"wrapKey\",\"unwrapKey\"]";

    private final KeyBench bench = new KeyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    EC  | sign    | ES384   | The algorithm ES384 is for keys on the curve P-384, and this one is on P-256.
                    EC  | verify  | ES256K  | The algorithm ES256K is for keys on the curve P-256K, and this one is on P-256.
                    EC  | sign    | RS256   | The algorithm RS256 is not for the operation sign with a key of the type EC.
                    EC  | encrypt | ES384   | The algorithm ES384 is not for the operation encrypt with a key of the type EC.
                    RSA | sign    | ES256   | The algorithm ES256 is not for the operation sign with a key of the type RSA.
                    RSA | decrypt | RS256   | The algorithm RS256 is not for the operation decrypt with a key of the type RSA.
                    oct | encrypt | A128GCM | The algorithm A128GCM is for keys of 128 bits, and this one has 256.
                    oct | wrapkey | A192KW  | The algorithm A192KW is for keys of 192 bits, and this one has 256.
                    oct | wrapkey | A128GCM | The algorithm A128GCM is not for the operation wrapKey with a key of the type oct.
                    oct | encrypt | HS256   | The algorithm HS256 is not for the operation encrypt with a key of the type oct.
                    oct | sign    | none    | The algorithm none is not for the operation sign with a key of the type oct.
                    oct | wrapkey | CKM_AES_KEY_WRAP_PAD | There is nothing to wrap: value is empty.
                    """)
    void use_withAnAlgorithmThatDoesNotGoWithIt_isToldWhatDoesNot(
            String kty, String use, String alg, String text) {
        bench.json("POST", "/keys/k/create", "{\"kty\":\"" + kty + "\"," + EVERY_OPERATION + "}");
        String body = "{\"alg\":\"" + alg + "\",\"value\":\"\",\"digest\":\"\"}";
        assertEquals(
                text, assertBadParameter(() -> bench.json("POST", "/keys/k/" + use, body)).text());
    }
}
