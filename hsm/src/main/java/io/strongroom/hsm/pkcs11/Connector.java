package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;

import org.xipki.pkcs11.wrapper.TokenException;

/** Finds the token and the root key on it, and checks both. One thread at a time. */
final class Connector {
    private final TokenLogin login;
    private final String keyLabel;
    private final boolean ownsLogin;

    /** Copies the PIN. */
    Connector(TokenPort token, String tokenLabel, char[] pin, String keyLabel) {
        this(new TokenLogin(token, tokenLabel, pin), keyLabel, true);
    }

    /** By a login that others use as well. */
    Connector(TokenLogin login, String keyLabel) {
        this(login, keyLabel, false);
    }

    private Connector(TokenLogin login, String keyLabel, boolean ownsLogin) {
        this.login = login;
        this.keyLabel = keyLabel;
        this.ownsLogin = ownsLogin;
    }

    TokenLogin login() {
        return login;
    }

    /**
     * Logs in, finds the root key and wraps the control blob with it.
     *
     * @throws HsmException of kind CONFIGURATION when an operator must act
     * @throws TokenException when the token failed
     */
    Generation connect(int number) throws HsmException, TokenException {
        TokenPort.Slot slot = login.locate();
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

    String tokenLabel() {
        return login.tokenLabel();
    }

    /** Ends the use of the login, which stays while others use it. */
    void close() {
        if (ownsLogin) {
            login.wipePin();
        }
    }
}
