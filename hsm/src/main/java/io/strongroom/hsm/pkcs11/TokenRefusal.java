package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

/** A token that works did not do what was asked, and will not when asked again. */
public final class TokenRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final TokenFault fault;

    TokenRefusal(TokenFault fault, Exception cause) {
        super(cause.getMessage(), cause);
        this.fault = fault;
    }

    /** What it means when the root key was to wrap or unwrap a data key. */
    HsmException ofRootKey() {
        return fault == TokenFault.BLOB
                ? new HsmException(
                        Kind.NOT_AUTHENTIC,
                        "the wrapped key was not made under this root key, or was changed",
                        this)
                : new HsmException(
                        Kind.CONFIGURATION,
                        "the token refuses to wrap or unwrap with the root key ("
                                + getMessage()
                                + "): it must offer CKM_AES_KEY_WRAP_PAD and readable session keys",
                        this);
    }

    /** BLOB, REFUSED or PIN. */
    public TokenFault fault() {
        return fault;
    }
}
