package io.strongroom.hsm.escrow;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.SecretBytes;

import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Arrays;

/**
 * Compact JWEs (RFC 7516) as a security domain has them: content by A256CBC-HS512, its key by
 * RSA-OAEP-256 or given. Anything else is refused, and so is what was changed. Copies of content
 * keys that the library makes are left to the collector.
 */
final class Jwe {
    private static final EncryptionMethod CONTENT = EncryptionMethod.A256CBC_HS512;
    private static final JWEAlgorithm TO_A_KEY = JWEAlgorithm.RSA_OAEP_256;

    private Jwe() {}

    /** Sealed to whoever has the private half. */
    static String toHolderOf(RSAPublicKey key, String keyId, SecretBytes content) {
        return sealed(TO_A_KEY, keyId, content, new RSAEncrypter(key));
    }

    /** What {@link #toHolderOf} sealed. */
    static SecretBytes open(RSAPrivateKey key, String compact) throws HsmException {
        return opened(TO_A_KEY, compact, new RSADecrypter(key));
    }

    /** Sealed under a key of 64 bytes, which stays the caller's. */
    static String direct(byte[] key, String keyId, SecretBytes content) {
        try {
            return sealed(JWEAlgorithm.DIR, keyId, content, new DirectEncrypter(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("64 bytes are a key of A256CBC-HS512", e);
        }
    }

    /** What {@link #direct} sealed. */
    static SecretBytes openDirect(byte[] key, String compact) throws HsmException {
        try {
            return opened(JWEAlgorithm.DIR, compact, new DirectDecrypter(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("64 bytes are a key of A256CBC-HS512", e);
        }
    }

    private static String sealed(
            JWEAlgorithm algorithm, String keyId, SecretBytes content, JWEEncrypter encrypter) {
        byte[] copy = content.use(byte[]::clone);
        try {
            JWEObject object =
                    new JWEObject(
                            new JWEHeader.Builder(algorithm, CONTENT).keyID(keyId).build(),
                            new Payload(copy));
            object.encrypt(encrypter);
            return object.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("the JDK seals by RSA-OAEP-256 and A256CBC-HS512", e);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    private static SecretBytes opened(
            JWEAlgorithm algorithm, String compact, JWEDecrypter decrypter) throws HsmException {
        try {
            JWEObject object = JWEObject.parse(compact);
            JWEHeader header = object.getHeader();
            if (!algorithm.equals(header.getAlgorithm())
                    || !CONTENT.equals(header.getEncryptionMethod())
                    || header.getCompressionAlgorithm() != null) {
                throw new HsmException(
                        Kind.NOT_AUTHENTIC,
                        "it is sealed otherwise than by " + algorithm + " and " + CONTENT);
            }
            object.decrypt(decrypter);
            return SecretBytes.adopt(object.getPayload().toBytes());
        } catch (ParseException e) {
            throw new HsmException(Kind.NOT_AUTHENTIC, "it is not a compact JWE", e);
        } catch (JOSEException e) {
            throw new HsmException(
                    Kind.NOT_AUTHENTIC, "it was sealed to another key, or was changed", e);
        }
    }
}
