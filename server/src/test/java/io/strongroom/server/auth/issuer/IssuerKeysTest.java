package io.strongroom.server.auth.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.server.auth.Authentication;
import io.strongroom.server.auth.Authenticator;
import io.strongroom.server.auth.ManualClock;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.auth.VerificationKeys;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.IssuerKey;

import org.junit.jupiter.api.Test;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

final class IssuerKeysTest {
    private static SecretBytes pkcs8(RSAKey key) {
        try {
            return SecretBytes.adopt(key.toRSAPrivateKey().getEncoded());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void generate_newKey_isNamedByItsThumbprintAndHasNoPrivatePart()
            throws ParseException, JOSEException {
        IssuerKeys.Generated generated = IssuerKeys.generate();

        RSAKey jwk = RSAKey.parse(generated.publicJwk());
        assertEquals(generated.keyId(), jwk.computeThumbprint().toString());
        assertEquals(generated.keyId(), jwk.getKeyID());
        assertEquals(2048, jwk.size());
        assertFalse(jwk.isPrivate());
        assertFalse(generated.toString().contains("MII"), generated.toString());
    }

    @Test
    void sign_underAGeneratedKey_isAcceptedByTheAuthenticator() {
        IssuerKeys.Generated generated = IssuerKeys.generate();
        TokenSigner signer =
                generated.privateKey().use(pkcs8 -> TokenSigner.of(generated.keyId(), pkcs8));
        IssuerKey key = new IssuerKey(generated.keyId(), generated.publicJwk(), Bytes.empty());
        ManualClock clock = new ManualClock();
        Authenticator authenticator =
                new Authenticator(
                        TestTokens.AUTHORITY,
                        TestTokens.AUDIENCES,
                        new VerificationKeys(() -> List.of(key)),
                        clock);

        String token = signer.sign(TestTokens.claims(clock.instant()).build());

        assertInstanceOf(
                Authentication.Authenticated.class, authenticator.authenticate("Bearer " + token));
    }

    @Test
    void of_anotherKeysPrivatePart_isRefused() {
        try (SecretBytes pkcs8 = pkcs8(TestTokens.FOREIGN_KEY)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> pkcs8.use(bytes -> TokenSigner.of(TestTokens.KEY.getKeyID(), bytes)));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> TokenSigner.of(TestTokens.KEY.getKeyID(), new byte[] {1, 2, 3}));
    }

    @Test
    void currentSigner_severalKeys_opensTheNewestOnce() {
        List<IssuerKey> keys = new ArrayList<>();
        AtomicInteger opened = new AtomicInteger();
        CurrentSigner signer =
                new CurrentSigner(
                        () -> keys,
                        key -> {
                            opened.incrementAndGet();
                            return pkcs8(
                                    key.keyId().equals(TestTokens.KEY.getKeyID())
                                            ? TestTokens.KEY
                                            : TestTokens.FOREIGN_KEY);
                        });

        assertTrue(signer.get().isEmpty());
        keys.add(TestTokens.issuerKey(TestTokens.KEY));
        assertEquals(signer.get().orElseThrow(), signer.get().orElseThrow());
        assertEquals(1, opened.get());
        keys.add(TestTokens.issuerKey(TestTokens.FOREIGN_KEY));
        assertTrue(signer.get().isPresent());
        assertEquals(2, opened.get());
    }

    @Test
    void currentSigner_keyCannotBeOpenedForNow_isEmptyUntilItCan() {
        AtomicBoolean away = new AtomicBoolean(true);
        CurrentSigner signer =
                new CurrentSigner(
                        () -> List.of(TestTokens.issuerKey(TestTokens.KEY)),
                        key -> {
                            if (away.get()) {
                                throw new HsmException(HsmException.Kind.UNAVAILABLE, "away");
                            }
                            return pkcs8(TestTokens.KEY);
                        });

        assertTrue(signer.get().isEmpty());
        away.set(false);
        assertTrue(signer.get().isPresent());
    }
}
