package io.strongroom.hsm.pkcs11.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.Inputs;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;

import org.junit.jupiter.api.Test;

import java.util.Optional;

final class TrialTest {
    private static final KeyEngine ENGINE = KeyEngines.fastest();
    private static final KeySpec RSA = new KeySpec.Rsa(2048);
    private static final KeySpec P_256 = new KeySpec.Ec(Curve.P_256);

    /** What a token has of the pair under trial. */
    private enum Fault {
        NONE,
        SIGNS_WRONG,
        SIGNS_WRONG_ONCE,
        CANNOT_SIGN,
        IS_AWAY,
        DECRYPTS_WRONG,
        CANNOT_DECRYPT,
        DECRYPTING_NOT_OFFERED
    }

    /** A token with a pair in software that misbehaves as told. */
    private static final class FakeUses implements Trial.Uses {
        private final ReadyKey pair;
        private final Fault fault;
        private int forgotten;

        FakeUses(ReadyKey pair, Fault fault) {
            this.pair = pair;
            this.fault = fault;
        }

        @Override
        public Optional<byte[]> unverified(HsmKey key, SignatureAlgorithm algorithm, byte[] digest)
                throws HsmException {
            if (fault == Fault.IS_AWAY) {
                throw new HsmException(HsmException.Kind.UNAVAILABLE, "away");
            }
            if (fault == Fault.CANNOT_SIGN) {
                return Optional.empty();
            }
            try {
                byte[] signature = pair.sign(algorithm, digest);
                if (fault == Fault.SIGNS_WRONG
                        || (fault == Fault.SIGNS_WRONG_ONCE && forgotten == 0)) {
                    signature[0] ^= 1;
                }
                return Optional.of(signature);
            } catch (BadInputException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public byte[] decrypt(HsmKey key, RsaEncryption algorithm, byte[] ciphertext)
                throws NotOfferedException, BadInputException {
            switch (fault) {
                case CANNOT_DECRYPT -> throw Inputs.notDecrypted();
                case DECRYPTING_NOT_OFFERED -> throw new NotOfferedException("no OAEP");
                default -> {}
            }
            byte[] plaintext = pair.decrypt(algorithm, ciphertext);
            plaintext[0] ^= (byte) (fault == Fault.DECRYPTS_WRONG ? 1 : 0);
            return plaintext;
        }

        @Override
        public void forget(HsmKey key) {
            forgotten++;
        }
    }

    private static boolean passes(KeySpec spec, Fault fault) throws Exception {
        try (KeyPair pair = ENGINE.generate(spec);
                ReadyKey ready = ENGINE.ready(spec, pair.pkcs8())) {
            FakeUses uses = new FakeUses(ready, fault);
            HsmKey key = HsmKey.pair(pair.publicPart(), new byte[0]);
            boolean passes = new Trial(uses, ENGINE).passes(key);
            int expected = fault == Fault.SIGNS_WRONG_ONCE ? 1 : 2;
            assertEquals(passes && fault != Fault.SIGNS_WRONG_ONCE ? 0 : expected, uses.forgotten);
            return passes;
        }
    }

    @Test
    void passes_pairThatDoesAsItsPublicHalfSays_isTrue() throws Exception {
        assertTrue(passes(RSA, Fault.NONE));
        assertTrue(passes(P_256, Fault.NONE));
    }

    @Test
    void passes_signatureThatDoesNotVerifyOrIsNone_isFalse() throws Exception {
        for (KeySpec spec : new KeySpec[] {RSA, P_256}) {
            assertFalse(passes(spec, Fault.SIGNS_WRONG));
            assertFalse(passes(spec, Fault.CANNOT_SIGN));
        }
    }

    /** As with a handle that came to mean another key. */
    @Test
    void passes_wrongWithOneObjectOnly_isTrue() throws Exception {
        assertTrue(passes(RSA, Fault.SIGNS_WRONG_ONCE));
    }

    @Test
    void passes_signsButDoesNotDecrypt_isFalse() throws Exception {
        assertFalse(passes(RSA, Fault.DECRYPTS_WRONG));
        assertFalse(passes(RSA, Fault.CANNOT_DECRYPT));
    }

    @Test
    void passes_tokenThatDoesNotOfferDecrypting_isTrue() throws Exception {
        assertTrue(passes(RSA, Fault.DECRYPTING_NOT_OFFERED));
    }

    @Test
    void passes_tokenAway_saysSo() {
        assertThrows(HsmException.class, () -> passes(RSA, Fault.IS_AWAY));
    }
}
