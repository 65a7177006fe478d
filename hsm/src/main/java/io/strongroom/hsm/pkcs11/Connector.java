package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKeyFingerprint;

import org.xipki.pkcs11.wrapper.TokenException;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** Finds the token and the root key on it, and checks both. One thread at a time. */
final class Connector {
    private final TokenPort token;
    private final String tokenLabel;
    private final char[] pin;
    private final String keyLabel;
    private volatile boolean pinRefused;

    /** Copies the PIN. */
    Connector(TokenPort token, String tokenLabel, char[] pin, String keyLabel) {
        this.token = token;
        this.tokenLabel = tokenLabel;
        this.pin = pin.clone();
        this.keyLabel = keyLabel;
    }

    /**
     * Logs in, finds the root key and wraps the control blob with it.
     *
     * @throws HsmException of kind CONFIGURATION when an operator must act
     * @throws TokenException when the token failed
     */
    Generation connect(int number) throws HsmException, TokenException {
        TokenPort.Slot slot = token.locate();
        TokenPort.Session keeper = slot.openSession(false);
        boolean connected = false;
        try {
            login(keeper);
            long rootKey = rootKey(keeper);
            Generation.RootKeyHandle found = tried(slot, rootKey, keeper.trusted(rootKey));
            Generation made = new Generation(number, slot, keeper, found, slot.mechanisms());
            connected = true;
            return made;
        } finally {
            if (!connected) {
                keeper.close();
            }
        }
    }

    /** Ends every session and lets the module look for tokens anew. */
    void restart() throws TokenException {
        token.restart();
    }

    /**
     * Makes the root key; the caller connects afterwards.
     *
     * @throws HsmException of kind CONFIGURATION when the label is taken or an operator must act
     */
    void generate() throws HsmException, TokenException {
        TokenPort.Session session = token.locate().openSession(true);
        try {
            login(session);
            if (session.findSecretKeys(keyLabel).length > 0) {
                throw new HsmException(
                        Kind.CONFIGURATION,
                        "the token \""
                                + tokenLabel
                                + "\" has a key labelled \""
                                + keyLabel
                                + "\" already, and it is not replaced: everything sealed under it"
                                + " would be lost");
            }
            long made = session.generateRootKey(keyLabel);
            Optional<String> unfitness = session.unfitness(made);
            if (unfitness.isPresent()) {
                session.destroy(made);
                throw unfit("the token made a key whose ", unfitness.get());
            }
        } finally {
            session.close();
        }
    }

    private void login(TokenPort.Session session) throws HsmException, TokenException {
        if (pinRefused) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the token \""
                            + tokenLabel
                            + "\" refused the PIN and is not asked again, because further attempts"
                            + " could lock it: correct the PIN file and restart");
        }
        try {
            session.login(pin);
        } catch (TokenException e) {
            if (TokenFault.of(e) != TokenFault.PIN) {
                throw e;
            }
            pinRefused = true;
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the token \""
                            + tokenLabel
                            + "\" refused the PIN ("
                            + e.getMessage()
                            + "): correct the PIN file and restart; there was one attempt",
                    e);
        }
    }

    private long rootKey(TokenPort.Session session) throws HsmException, TokenException {
        long[] keys = session.findSecretKeys(keyLabel);
        if (keys.length == 0) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the token \""
                            + tokenLabel
                            + "\" has no secret key labelled \""
                            + keyLabel
                            + "\": correct the configured label, copy the cluster's root key to"
                            + " this token, or generate one if this is a new cluster");
        }
        if (keys.length > 1) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the token \""
                            + tokenLabel
                            + "\" has several secret keys labelled \""
                            + keyLabel
                            + "\": give the root key a label of its own");
        }
        Optional<String> unfitness = session.unfitness(keys[0]);
        if (unfitness.isPresent()) {
            throw unfit(
                    "the key \"" + keyLabel + "\" is not used as root key: its ", unfitness.get());
        }
        return keys[0];
    }

    /** Wraps by the first mechanism that gives what RFC 5649 and RFC 3394 do, or by any. */
    private static Generation.RootKeyHandle tried(
            TokenPort.Slot slot, long rootKey, boolean trusted)
            throws HsmException, TokenException {
        Generation.RootKeyHandle odd = null;
        TokenException refusal = null;
        for (long mechanism : RootKeyAttributes.wrapMechanisms(slot.mechanisms())) {
            try {
                byte[] blob = controlBlob(slot, mechanism, rootKey);
                Generation.RootKeyHandle one =
                        new Generation.RootKeyHandle(rootKey, trusted, mechanism, blob);
                if (blob.length == AesKeyWrap.WRAPPED_DATA_KEY_BYTES) {
                    return one;
                }
                odd = one;
            } catch (TokenException e) {
                if (TokenFault.of(e) != TokenFault.REFUSED) {
                    throw e;
                }
                refusal = e; // NSS lists one that the wrapper cannot use.
            }
        }
        if (odd != null) {
            return odd; // Refused when it is used, saying why.
        }
        throw refusal == null ? new TokenException("no mechanism wraps keys") : refusal;
    }

    private static byte[] controlBlob(TokenPort.Slot slot, long mechanism, long rootKey)
            throws HsmException, TokenException {
        TokenPort.Session session = slot.openSession(false);
        try {
            byte[] publicValue = RootKeyFingerprint.publicValue();
            byte[] blob = session.wrap(mechanism, rootKey, publicValue);
            if (!MessageDigest.isEqual(publicValue, session.unwrap(mechanism, rootKey, blob))) {
                throw new HsmException(
                        Kind.UNAVAILABLE, "the token unwrapped something else than it had wrapped");
            }
            return blob;
        } finally {
            session.close();
        }
    }

    private static HsmException unfit(String what, String unfitness) {
        return new HsmException(
                Kind.CONFIGURATION,
                what
                        + unfitness
                        + "; a root key is a sensitive AES-256 key that may wrap and unwrap and"
                        + " nothing else");
    }

    /** Whether the token has refused the PIN, which ends all attempts. */
    boolean pinRefused() {
        return pinRefused;
    }

    void wipePin() {
        Arrays.fill(pin, '\0');
    }
}
