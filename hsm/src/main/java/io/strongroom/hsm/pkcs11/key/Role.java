package io.strongroom.hsm.pkcs11.key;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.PublicPart;

import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.KeyPairTemplate;
import org.xipki.pkcs11.wrapper.attrs.ByteArrayAttribute;

import java.math.BigInteger;

/**
 * What an unwrapped key may do. A symmetric key is a different object in each role, so that none
 * can both unwrap a key and decrypt.
 */
enum Role {
    /** Signs and decrypts. */
    PAIR,
    /** Unwraps what was wrapped for an exchange key. */
    EXCHANGE,
    /** Encrypts and decrypts. */
    CIPHER,
    /** Wraps and unwraps. */
    WRAPPING,
    /** Authenticates messages: for a token a kind of key of its own. */
    MAC;

    /** A vendor's: the public value that goes with a private key. */
    private static final long CKA_NSS_DB = 0xD5A0DB00L;

    private static final BigInteger F4 = BigInteger.valueOf(65537);

    /**
     * The template of an object that is used: gone with its session, sensitive, and never to be
     * taken out again, for its blob exists.
     */
    AttributeVector used(KeySpec spec) {
        AttributeVector template =
                switch (spec) {
                    case KeySpec.Rsa _ -> AttributeVector.newPrivateKey(CKK_RSA);
                    case KeySpec.Ec _ -> AttributeVector.newPrivateKey(CKK_EC);
                    case KeySpec.Oct _ ->
                            AttributeVector.newSecretKey(
                                    this == MAC ? CKK_GENERIC_SECRET : CKK_AES);
                };
        kept(template).extractable(false);
        return switch (this) {
            case PAIR ->
                    spec instanceof KeySpec.Rsa
                            ? template.sign(true).decrypt(true).unwrap(false)
                            : template.sign(true);
            case EXCHANGE -> template.sign(false).decrypt(false).unwrap(true);
            case CIPHER -> template.encrypt(true).decrypt(true).wrap(false).unwrap(false);
            case WRAPPING -> template.encrypt(false).decrypt(false).wrap(true).unwrap(true);
            case MAC -> template.sign(true).encrypt(false).decrypt(false);
        };
    }

    /** With the point of a pair on a curve, as NSS alone wants it. */
    static AttributeVector withPoint(AttributeVector template, HsmKey key) {
        if (key.publicPart().orElse(null) instanceof PublicPart.Ec ec) {
            template.attr(new ByteArrayAttribute(CKA_NSS_DB).byteArrayValue(ec.point()));
        }
        return template;
    }

    private static AttributeVector kept(AttributeVector template) {
        return template.token(false).private_(true).sensitive(true);
    }

    /** What the root key may take out of the token, and a root key that is trusted alone. */
    private static AttributeVector wrappable(AttributeVector template, boolean onlyWithTrusted) {
        kept(template).extractable(true);
        return onlyWithTrusted ? template.wrapWithTrusted(true) : template;
    }

    /** A fresh pair, that is wrapped and then used from its blob only. */
    static KeyPairTemplate freshPair(KeySpec spec, boolean onlyWithTrusted) {
        KeyPairTemplate template =
                switch (spec) {
                    case KeySpec.Rsa(int bits) -> {
                        KeyPairTemplate rsa = new KeyPairTemplate(CKK_RSA);
                        rsa.publicKey().modulusBits(bits).publicExponent(F4);
                        yield rsa.decryptEncrypt(true);
                    }
                    case KeySpec.Ec(var curve) -> {
                        KeyPairTemplate ec = new KeyPairTemplate(CKK_EC);
                        ec.publicKey().ecParams(Curves.parameters(curve));
                        yield ec;
                    }
                    case KeySpec.Oct _ -> throw new IllegalArgumentException("not a pair");
                };
        template.signVerify(true);
        template.publicKey().token(false);
        wrappable(template.privateKey(), onlyWithTrusted);
        return template;
    }

    /** A pair for one transport into the token. */
    static KeyPairTemplate transportPair(int bits) {
        KeyPairTemplate template = new KeyPairTemplate(CKK_RSA);
        template.publicKey().modulusBits(bits).publicExponent(F4).token(false).wrap(true);
        kept(template.privateKey()).extractable(false).unwrap(true).sign(false).decrypt(false);
        return template;
    }

    /** A fresh symmetric key; it encrypts once, to be compared with what its blob gives. */
    static AttributeVector freshSecret(KeySpec.Oct spec, boolean onlyWithTrusted) {
        AttributeVector template =
                AttributeVector.newSecretKey(CKK_AES).valueLen(spec.bits() / 8).encrypt(true);
        return wrappable(template, onlyWithTrusted);
    }

    /** The AES key between an exchange key and what it transports. */
    static AttributeVector transport() {
        return kept(AttributeVector.newSecretKey(CKK_AES)).extractable(false).unwrap(true);
    }

    /** A key that came in, to be wrapped under the root key. */
    static AttributeVector arrived(HsmKeys.Kind kind, boolean onlyWithTrusted) {
        AttributeVector template =
                switch (kind) {
                    case RSA -> AttributeVector.newPrivateKey(CKK_RSA).sign(true);
                    case EC -> AttributeVector.newPrivateKey(CKK_EC).sign(true);
                    case OCT -> AttributeVector.newSecretKey(CKK_AES).encrypt(true);
                };
        return wrappable(template, onlyWithTrusted);
    }

    /**
     * A key that is given away: wrapped once, by another key than the root key, and destroyed. Of
     * its own it does nothing.
     */
    static AttributeVector released(KeySpec spec) {
        AttributeVector template =
                switch (spec) {
                    case KeySpec.Rsa _ -> AttributeVector.newPrivateKey(CKK_RSA);
                    case KeySpec.Ec _ -> AttributeVector.newPrivateKey(CKK_EC);
                    case KeySpec.Oct _ -> AttributeVector.newSecretKey(CKK_AES);
                };
        return kept(template).extractable(true);
    }

    /** The AES key between a recipient's key and what is given to it. */
    static AttributeVector releaseTransport() {
        return kept(AttributeVector.newSecretKey(CKK_AES).valueLen(32))
                .extractable(true)
                .encrypt(false)
                .decrypt(false)
                .wrap(true)
                .unwrap(false);
    }

    /** The public key of who is given a key. */
    static AttributeVector recipient(PublicPart.Rsa key) {
        return AttributeVector.newPublicKey(CKK_RSA)
                .token(false)
                .private_(false)
                .modulus(key.n())
                .publicExponent(key.e())
                .wrap(true);
    }

    /** A caller's bytes, that a key of his wraps or has unwrapped: they come out again. */
    static AttributeVector payload() {
        return AttributeVector.newSecretKey(CKK_GENERIC_SECRET)
                .token(false)
                .private_(true)
                .sensitive(false)
                .extractable(true);
    }
}
