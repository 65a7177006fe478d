package io.strongroom.server.auth.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretHashTest {
    /** Computed with Python's hashlib.pbkdf2_hmac over the UTF-8 of the secret below. */
    private static final String KNOWN =
            "pbkdf2-sha512$100000$AAECAwQFBgcICQoLDA0ODw$N27iu7nm7pbapKP_4PI9Iq7XY5tQzcZezSB_iWtVdq"
                    + "_lZZlQeriKnBHZnYVSJwYI6sWMuxCvNDY4ERmGDYMf5A";

    private static final String KNOWN_SECRET = "p\u00e4ssw\u00f6rd-\ud83d\udd11";
    private static final String SALT = "AAECAwQFBgcICQoLDA0ODw";
    private static final String HASH = KNOWN.substring(KNOWN.lastIndexOf('$') + 1);

    @Test
    void verify_hashOfAnotherImplementation_matchesItsSecretOnly() {
        SecretHash hash = SecretHash.parse(KNOWN);

        assertTrue(hash.verify(KNOWN_SECRET.toCharArray()));
        assertFalse(hash.verify((KNOWN_SECRET + " ").toCharArray()));
        assertFalse(hash.verify(new char[0]));
    }

    @Test
    void encoded_parsedAgain_isTheSame() {
        assertEquals(KNOWN, SecretHash.parse(KNOWN).encoded());
    }

    @Test
    void of_sameSecretTwice_saltsDifferentlyAndVerifies() {
        SecretHash first = SecretHash.of("secret".toCharArray());
        SecretHash second = SecretHash.of("secret".toCharArray());

        assertNotEquals(first.encoded(), second.encoded());
        assertTrue(first.encoded().startsWith("pbkdf2-sha512$210000$"), first.encoded());
        assertTrue(SecretHash.parse(second.encoded()).verify("secret".toCharArray()));
    }

    @Test
    void toString_ofAHash_doesNotShowIt() {
        assertEquals("SecretHash(100000 iterations)", SecretHash.parse(KNOWN).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "pbkdf2-sha256$100000$" + "AAECAwQFBgcICQoLDA0ODw$",
                "pbkdf2-sha512$99999$SALT$HASH",
                "pbkdf2-sha512$2000001$SALT$HASH",
                "pbkdf2-sha512$9999999999$SALT$HASH",
                "pbkdf2-sha512$-100000$SALT$HASH",
                "pbkdf2-sha512$0100000$SALT$HASH",
                "pbkdf2-sha512$100000$AAEC$HASH",
                "pbkdf2-sha512$100000$SALT$AAEC",
                "pbkdf2-sha512$100000$SALT$HASHAAAA",
                "pbkdf2-sha512$100000$SALT$",
                "pbkdf2-sha512$100000$SALT$HASH$",
                "pbkdf2-sha512$100000$S+/T$HASH"
            })
    void parse_anotherFormOrParametersOutOfBounds_isRefused(String text) {
        String filled = text.replace("SALT", SALT).replace("HASH", HASH);

        assertThrows(IllegalArgumentException.class, () -> SecretHash.parse(filled));
    }
}
