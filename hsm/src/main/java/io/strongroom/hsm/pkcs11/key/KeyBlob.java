package io.strongroom.hsm.pkcs11.key;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_AES_KEY_WRAP_PAD;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.pkcs11.TokenConnection;

import org.xipki.pkcs11.wrapper.Mechanism;

import java.util.Arrays;

/** The form of a blob: a byte that names the mechanism, then what the token gave. */
final class KeyBlob {
    /** RFC 5649 of the PKCS#8, of a symmetric key of its bytes. */
    private static final byte KEY_WRAP_PAD = 1;

    /**
     * The same in PKCS#7's padding by RFC 3394, which PKCS#11 3.0 means by CKM_AES_KEY_WRAP_PAD.
     */
    private static final byte PKCS7_KEY_WRAP = 2;

    private static final int LEAST_BYTES = 17;

    private KeyBlob() {}

    private static byte format(TokenConnection connection) {
        return connection.wrapsPadded() ? KEY_WRAP_PAD : PKCS7_KEY_WRAP;
    }

    /** By which the root key wraps and unwraps keys. */
    static Mechanism mechanism(TokenConnection connection) {
        return new Mechanism(
                connection.wrapsPadded() ? connection.keyWrapPad() : CKM_AES_KEY_WRAP_PAD);
    }

    static byte[] of(TokenConnection connection, byte[] wrapped) {
        byte[] blob = new byte[1 + wrapped.length];
        blob[0] = format(connection);
        System.arraycopy(wrapped, 0, blob, 1, wrapped.length);
        return blob;
    }

    static byte[] wrapped(TokenConnection connection, byte[] blob) throws HsmException {
        if (blob.length < LEAST_BYTES || blob[0] != format(connection) || blob.length % 8 != 1) {
            throw new HsmException(
                    Kind.NOT_AUTHENTIC, "not a key that was wrapped in an HSM like this one");
        }
        return Arrays.copyOfRange(blob, 1, blob.length);
    }

    /** The size of the symmetric key in it; that of the next multiple of 64 if it is none. */
    static int bits(byte[] blob) {
        int overhead = blob[0] == KEY_WRAP_PAD ? 9 : 17;
        return 8 * (blob.length - overhead);
    }
}
