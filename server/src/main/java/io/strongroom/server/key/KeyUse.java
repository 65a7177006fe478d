package io.strongroom.server.key;

import io.strongroom.storage.command.KeyOperation;

import java.util.Locale;
import java.util.Optional;

/** What can be done with a key through the API. */
public enum KeyUse {
    ENCRYPT("encrypt", KeyOperation.ENCRYPT, true),
    DECRYPT("decrypt", KeyOperation.DECRYPT, false),
    WRAP("wrapkey", KeyOperation.WRAP_KEY, true),
    UNWRAP("unwrapkey", KeyOperation.UNWRAP_KEY, false),
    SIGN("sign", KeyOperation.SIGN, true),
    VERIFY("verify", KeyOperation.VERIFY, false);

    private final String segment;
    private final KeyOperation operation;
    private final boolean protects;

    KeyUse(String segment, KeyOperation operation, boolean protects) {
        this.segment = segment;
        this.operation = operation;
        this.protects = protects;
    }

    /** Empty for a path's last segment that names none; case does not matter. */
    static Optional<KeyUse> named(String segment) {
        String lower = segment.toLowerCase(Locale.ROOT);
        for (KeyUse use : values()) {
            if (use.segment.equals(lower)) {
                return Optional.of(use);
            }
        }
        return Optional.empty();
    }

    /** Without which in a key's {@code key_ops} it is refused. */
    KeyOperation operation() {
        return operation;
    }

    /**
     * Whether it makes something new, which only a key in its time may do; what was made before can
     * be opened and verified at any time.
     */
    boolean protects() {
        return protects;
    }
}
