package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.OctKey;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keys that come into the real module from outside, and leave it wrapped. */
final class HsmKeysMovedIT {
    private static final KeySpec.Rsa RSA = new KeySpec.Rsa(2048);

    private static KeysOnToken token;

    private static HsmKeys keys() {
        return token.keys();
    }

    @BeforeAll
    static void prepareToken() throws Exception {
        token = KeysOnToken.made("strongroom-moved");
    }

    @AfterAll
    static void close() throws Exception {
        token.close();
    }

    @Test
    void adopt_softwarePairs_keepsTheirPublicHalves() throws Exception {
        List<KeySpec> specs = new ArrayList<>(List.of(RSA));
        for (Curve curve : Curve.values()) {
            specs.add(new KeySpec.Ec(curve));
        }
        for (KeySpec spec : specs) {
            try (KeyPair pair = KeyEngines.fastest().generate(spec)) {
                HsmKey key = keys().adopt(pair);
                assertEquals(pair.publicPart(), key.publicPart().orElseThrow());
                token.assertSigns(key);
            }
        }
    }

    @Test
    void importWrapped_ofEveryKind_worksAndRefusesWhatIsChanged() throws Exception {
        HsmKey exchange = keys().generate(RSA);
        try (KeyPair rsa = KeyEngines.fastest().generate(RSA);
                KeyPair ec = KeyEngines.fastest().generate(new KeySpec.Ec(Curve.P_384));
                OctKey oct = OctKey.generate(new KeySpec.Oct(192))) {
            byte[] parcel = parcel(exchange, rsa.pkcs8());
            HsmKey key = keys().importWrapped(exchange, HsmKeys.Kind.RSA, parcel);
            assertEquals(rsa.publicPart(), key.publicPart().orElseThrow());
            byte[] ecParcel = parcel(exchange, ec.pkcs8());
            HsmKey ecKey = keys().importWrapped(exchange, HsmKeys.Kind.EC, ecParcel);
            assertEquals(ec.publicPart(), ecKey.publicPart().orElseThrow());
            HsmKey octKey =
                    keys().importWrapped(
                                    exchange, HsmKeys.Kind.OCT, parcel(exchange, oct.material()));
            assertArrayEquals(
                    oct.encrypt(AesAlgorithm.A192KW, new byte[24], OctKey.Beside.NOTHING).value(),
                    keys().encrypt(octKey, AesAlgorithm.A192KW, new byte[24], OctKey.Beside.NOTHING)
                            .value());
            List<byte[]> wrong = new ArrayList<>();
            for (int at : new int[] {0, 100, 255, 256, 300, parcel.length - 1}) {
                byte[] changed = parcel.clone();
                changed[at] ^= 1;
                wrong.add(changed);
            }
            wrong.add(Arrays.copyOf(parcel, 256));
            wrong.add(Arrays.copyOf(parcel, parcel.length - 8));
            wrong.add(Arrays.copyOf(parcel, 255));
            wrong.add(ecParcel);
            for (byte[] one : wrong) {
                String message =
                        String.valueOf(
                                assertThrows(
                                                BadInputException.class,
                                                () ->
                                                        keys().importWrapped(
                                                                        exchange,
                                                                        HsmKeys.Kind.RSA,
                                                                        one))
                                        .getMessage());
                assertEquals("the wrapped key cannot be unwrapped with the exchange key", message);
            }
            assertThrows(
                    BadInputException.class,
                    () ->
                            keys().importWrapped(
                                            exchange,
                                            HsmKeys.Kind.OCT,
                                            parcel(exchange, SecretBytes.adopt(new byte[20]))));
        }
    }

    /** RSA AES key wrap in software. */
    private static byte[] parcel(HsmKey exchange, SecretBytes key) throws Exception {
        byte[] between = new byte[32];
        new SecureRandom().nextBytes(between);
        try (ReadyPublicKey half = KeysOnToken.publicHalf(KeyEngines.fastest(), exchange)) {
            byte[] head = half.encrypt(RsaEncryption.RSA_OAEP, between);
            byte[] rest = key.use(bytes -> AesKeyWrap.wrap(between, bytes));
            byte[] all = Arrays.copyOf(head, head.length + rest.length);
            System.arraycopy(rest, 0, all, head.length, rest.length);
            return all;
        }
    }

    /** What a released key holds, with the up to seven zeros that SoftHSM puts behind it. */
    private static byte[] released(HsmKey key, KeyPair recipient) throws Exception {
        PublicPart.Rsa theirs = (PublicPart.Rsa) recipient.publicPart();
        byte[] wrapped = keys().release(key, theirs, Hash.SHA_1);
        int head = theirs.spec().bytes();
        try (ReadyKey ready = KeyEngines.fastest().ready(theirs.spec(), recipient.pkcs8())) {
            byte[] between = ready.decrypt(RsaEncryption.RSA_OAEP, Arrays.copyOf(wrapped, head));
            return AesKeyWrap.unwrap(between, Arrays.copyOfRange(wrapped, head, wrapped.length));
        }
    }

    @Test
    void release_ofEveryKind_givesThatKeyToTheRecipientAndLeavesIt() throws Exception {
        try (KeyPair recipient = KeyEngines.fastest().generate(RSA)) {
            for (KeySpec spec : List.of(RSA, new KeySpec.Ec(Curve.P_384))) {
                HsmKey key = keys().generate(spec);
                SecretBytes pkcs8 = SecretBytes.adopt(whole(released(key, recipient)));
                SignatureAlgorithm algorithm =
                        spec instanceof KeySpec.Rsa
                                ? SignatureAlgorithm.RS256
                                : SignatureAlgorithm.ES384;
                byte[] digest = new byte[algorithm.hash().orElseThrow().bytes()];
                try (ReadyKey own = KeyEngines.fastest().ready(spec, pkcs8);
                        ReadyPublicKey half = KeysOnToken.publicHalf(KeyEngines.fastest(), key)) {
                    assertTrue(half.verify(algorithm, digest, own.sign(algorithm, digest)));
                    byte[] still = keys().sign(key, algorithm, digest);
                    assertTrue(half.verify(algorithm, digest, still));
                }
            }
            HsmKey oct = keys().generate(new KeySpec.Oct(256));
            OctKey software =
                    new OctKey(new KeySpec.Oct(256), SecretBytes.adopt(released(oct, recipient)));
            token.assertSame(software, oct, AesAlgorithm.A256KW);
        }
    }

    /** DER says how long it is. */
    private static byte[] whole(byte[] padded) {
        int length =
                switch (padded[1] & 0xff) {
                    case 0x81 -> 3 + (padded[2] & 0xff);
                    case 0x82 -> 4 + ((padded[2] & 0xff) << 8) + (padded[3] & 0xff);
                    default -> 2 + padded[1];
                };
        return Arrays.copyOf(padded, length);
    }

    @Test
    void release_underAHashThatTheModuleLacks_isNotOffered() throws Exception {
        HsmKey key = keys().generate(new KeySpec.Ec(Curve.P_256));
        try (KeyPair recipient = KeyEngines.fastest().generate(RSA)) {
            PublicPart.Rsa theirs = (PublicPart.Rsa) recipient.publicPart();
            for (Hash hash : List.of(Hash.SHA_256, Hash.SHA_384)) {
                assertThrows(NotOfferedException.class, () -> keys().release(key, theirs, hash));
            }
            assertTrue(released(key, recipient).length > 32);
        }
    }

    @Test
    void release_blobChanged_isNotAuthentic() throws Exception {
        HsmKey key = keys().generate(new KeySpec.Oct(128));
        byte[] changed = key.blob().clone();
        changed[changed.length - 1]++;
        try (KeyPair recipient = KeyEngines.fastest().generate(RSA)) {
            assertFails(
                    HsmException.Kind.NOT_AUTHENTIC,
                    () -> released(HsmKey.symmetric(new KeySpec.Oct(128), changed), recipient));
        }
    }
}
