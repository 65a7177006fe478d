package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.OctKey.Beside;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.key.Pkcs11HsmKeys;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * A fuzz target for Jazzer ({@code bin/fuzz}): a key that comes rightly wrapped is refused as such,
 * or works in the HSM (SoftHSM, in this process). The first byte says how the others make it.
 */
public final class WrappedKeyFuzz {
    private static final String TOKEN = "strongroom-keys";
    private static final KeySpec.Rsa RSA = new KeySpec.Rsa(2048);
    private static final KeyEngine ENGINE = KeyEngines.fastest();

    /** Of a PKCS#8's numbers: the version, n, e, d, p, q, dp, dq, qi. */
    private static final int NUMBERS = 9;

    private final HsmKeys keys;
    private final HsmKey exchange;
    private final byte[] between = new byte[32];
    private final byte[] head;
    private final byte[] rsa;
    private final byte[] ec;

    private static final WrappedKeyFuzz TARGET = ready();

    private WrappedKeyFuzz(HsmKeys keys) throws Exception {
        this.keys = keys;
        exchange = keys.generate(RSA);
        try (ReadyPublicKey half = publicHalf(exchange)) {
            head = half.encrypt(RsaEncryption.RSA_OAEP, between);
        }
        rsa = ENGINE.generate(RSA).pkcs8().use(byte[]::clone);
        ec = ENGINE.generate(new KeySpec.Ec(Curve.P_256)).pkcs8().use(byte[]::clone);
    }

    private static WrappedKeyFuzz ready() {
        try {
            SoftHsm.installed();
            char[] pin = SoftHsm.PIN.toCharArray();
            Pkcs11RootKey.generate(SoftHsm.module(), TOKEN, pin, "root");
            Pkcs11RootKey root = Pkcs11RootKey.open(SoftHsm.module(), TOKEN, pin, "root");
            return new WrappedKeyFuzz(Pkcs11HsmKeys.under(root, ENGINE, 50));
        } catch (Exception e) {
            throw new IllegalStateException("no HSM to be had", e);
        }
    }

    private static ReadyPublicKey publicHalf(HsmKey key) throws BadInputException {
        PublicPart part = key.publicPart().orElseThrow();
        return ENGINE.readyPublic(part.spec(), part.subjectPublicKeyInfo());
    }

    /** Called by Jazzer, on one thread. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length > 0) {
            TARGET.tried(input[0] & 7, Arrays.copyOfRange(input, 1, input.length));
        }
    }

    private void tried(int how, byte[] rest) throws Exception {
        switch (how) {
            case 0 -> brought(HsmKeys.Kind.OCT, rest);
            case 1 -> brought(HsmKeys.Kind.RSA, rest);
            case 2 -> brought(HsmKeys.Kind.EC, rest);
            case 3 -> brought(HsmKeys.Kind.EC, changed(ec, rest));
            case 4 -> brought(HsmKeys.Kind.RSA, changed(rsa, rest));
            default -> brought(HsmKeys.Kind.RSA, otherNumber(rest));
        }
    }

    /** With some bytes in the place that the first two say. */
    private static byte[] changed(byte[] whole, byte[] rest) {
        if (rest.length < 3) {
            return whole;
        }
        byte[] changed = whole.clone();
        int at = (((rest[0] & 0xff) << 8) | (rest[1] & 0xff)) % whole.length;
        int length = Math.min(rest.length - 2, whole.length - at);
        System.arraycopy(rest, 2, changed, at, length);
        return changed;
    }

    /** With one number, that the first byte says, exchanged or increased by the others. */
    private byte[] otherNumber(byte[] rest) throws IOException {
        if (rest.length < 2) {
            return rsa;
        }
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(rsa);
        ASN1Encodable[] numbers = ASN1Sequence.getInstance(info.parsePrivateKey()).toArray();
        int which = (rest[0] & 0x7f) % NUMBERS;
        BigInteger number = new BigInteger(Arrays.copyOfRange(rest, 1, rest.length));
        BigInteger old = ASN1Integer.getInstance(numbers[which]).getValue();
        numbers[which] = new ASN1Integer(rest[0] < 0 ? number : old.add(number));
        return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), new DERSequence(numbers))
                .getEncoded();
    }

    private void brought(HsmKeys.Kind kind, byte[] content) throws Exception {
        if (content.length == 0) {
            return;
        }
        byte[] tail = AesKeyWrap.wrap(between, content);
        byte[] parcel = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, parcel, head.length, tail.length);
        HsmKey key;
        try {
            key = keys.importWrapped(exchange, kind, parcel);
        } catch (BadInputException | NotOfferedException refused) {
            return;
        }
        try {
            requireWorks(key);
        } catch (BadInputException e) {
            throw new IllegalStateException("the key that was taken is of no use", e);
        } finally {
            keys.forget(key);
        }
    }

    private void requireWorks(HsmKey key) throws Exception {
        byte[] text = new byte[32];
        switch (key.spec()) {
            case KeySpec.Oct _ -> {
                AesAlgorithm wrap = AesAlgorithm.CKM_AES_KEY_WRAP;
                byte[] wrapped = keys.encrypt(key, wrap, text, Beside.NOTHING).value();
                require(Arrays.equals(text, keys.decrypt(key, wrap, wrapped, Beside.NOTHING)));
            }
            case KeySpec.Rsa _ -> {
                requireSigns(key, SignatureAlgorithm.RS256);
                requireSigns(key, SignatureAlgorithm.PS256);
                try (ReadyPublicKey half = publicHalf(key)) {
                    for (RsaEncryption algorithm : RsaEncryption.values()) {
                        byte[] ciphertext = half.encrypt(algorithm, text);
                        require(Arrays.equals(text, keys.decrypt(key, algorithm, ciphertext)));
                    }
                }
            }
            case KeySpec.Ec _ -> {
                for (SignatureAlgorithm algorithm :
                        List.of(
                                SignatureAlgorithm.ES256,
                                SignatureAlgorithm.ES384,
                                SignatureAlgorithm.ES512,
                                SignatureAlgorithm.ES256K)) {
                    if (algorithm.suits(key.spec())) {
                        requireSigns(key, algorithm);
                    }
                }
            }
        }
    }

    private void requireSigns(HsmKey key, SignatureAlgorithm algorithm) throws Exception {
        byte[] digest = new byte[algorithm.hash().map(Hash::bytes).orElseThrow()];
        try (ReadyPublicKey half = publicHalf(key)) {
            require(half.verify(algorithm, digest, keys.sign(key, algorithm, digest)));
        }
    }

    private static void require(boolean right) {
        if (!right) {
            throw new IllegalStateException("the key that was taken does something else");
        }
    }
}
