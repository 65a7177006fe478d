package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;

import org.xipki.pkcs11.wrapper.TokenException;

/** Finds the token and the root key on it, and checks both. One thread at a time. */
final class Connector {
    private final TokenLogin login;
    private final String keyLabel;

    /** Copies the PIN. */
    Connector(TokenPort token, String tokenLabel, char[] pin, String keyLabel) {
        this.login = new TokenLogin(token, tokenLabel, pin);
        this.keyLabel = keyLabel;
    }

    /**
     * Logs in, finds the root key and wraps the control blob with it.
     *
     * @throws HsmException of kind CONFIGURATION when an operator must act
     * @throws TokenException when the token failed
     */
    Generation connect(int number) throws HsmException, TokenException {
        TokenPort.Slot slot = login.token().locate();
        TokenPort.Session keeper = slot.openSession(false);
        boolean connected = false;
        try {
            login.login(keeper);
            long rootKey = RootKeyObjects.fit(keeper, login.tokenLabel(), keyLabel);
            Generation.RootKeyHandle found =
                    RootKeyObjects.tried(slot, rootKey, keeper.trusted(rootKey));
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
        login.token().restart();
    }

    String tokenLabel() {
        return login.tokenLabel();
    }

    /** Whether the token has refused the PIN, which ends all attempts. */
    boolean pinRefused() {
        return login.pinRefused();
    }

    void wipePin() {
        login.wipePin();
    }
}
