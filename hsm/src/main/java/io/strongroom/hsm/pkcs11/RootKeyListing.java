package io.strongroom.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import io.strongroom.hsm.HsmException;

import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.TokenException;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Tells what each AES key on a token is: a root key, or why it is none. */
final class RootKeyListing {
    private static final int MAX_KEYS = 1_000;

    private RootKeyListing() {}

    static List<RootKeyInfo> of(TokenPort.Slot slot, TokenPort.Session session)
            throws HsmException, TokenException {
        AttributeVector kind = AttributeVector.newAESSecretKey().token(true);
        List<RootKeyInfo> all = new ArrayList<>();
        for (long key : session.find(kind, MAX_KEYS)) {
            all.add(info(slot, session, key));
        }
        return all;
    }

    private static RootKeyInfo info(TokenPort.Slot slot, TokenPort.Session session, long key)
            throws HsmException, TokenException {
        AttributeVector shown = session.attributes(key, CKA_LABEL, CKA_EXTRACTABLE, CKA_SENSITIVE);
        Optional<String> unfitness = session.unfitness(key);
        Optional<String> fingerprint =
                unfitness.isPresent()
                        ? Optional.empty()
                        : Optional.of(
                                HexFormat.of().formatHex(RootKeyObjects.fingerprint(slot, key)));
        String label = shown.label();
        return new RootKeyInfo(
                label == null ? "" : label,
                fingerprint,
                unfitness,
                Boolean.TRUE.equals(shown.extractable()),
                session.trusted(key),
                Boolean.TRUE.equals(shown.sensitive()));
    }
}
