package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import org.xipki.pkcs11.wrapper.TokenException;

import java.util.Arrays;

/** Logs in to a token, and never a second time with a PIN that was refused. */
final class TokenLogin {
    private final TokenPort token;
    private final String tokenLabel;
    private final char[] pin;
    private volatile boolean pinRefused;

    /** Copies the PIN. */
    TokenLogin(TokenPort token, String tokenLabel, char[] pin) {
        this.token = token;
        this.tokenLabel = tokenLabel;
        this.pin = pin.clone();
    }

    TokenPort token() {
        return token;
    }

    String tokenLabel() {
        return tokenLabel;
    }

    /**
     * Logs the process in. One thread at a time.
     *
     * @throws HsmException of kind CONFIGURATION when the PIN is refused, now or before
     */
    void login(TokenPort.Session session) throws HsmException, TokenException {
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

    /** Whether the token has refused the PIN, which ends all attempts. */
    boolean pinRefused() {
        return pinRefused;
    }

    /** Never under a login: the token would count a wrong PIN. */
    void wipePin() {
        Arrays.fill(pin, '\0');
    }
}
