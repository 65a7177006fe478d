package io.strongroom.storage.command;

import java.util.Optional;

/** What a key may be used for, as Key Vault's {@code key_ops} says (RFC 7517 4.3). */
public enum KeyOperation {
    ENCRYPT("encrypt"),
    DECRYPT("decrypt"),
    SIGN("sign"),
    VERIFY("verify"),
    WRAP_KEY("wrapKey"),
    UNWRAP_KEY("unwrapKey"),
    /** Taking in keys that are wrapped to this one; a key that may do so does nothing else. */
    IMPORT("import"),
    /** Being released. */
    EXPORT("export");

    private final String wireName;

    KeyOperation(String wireName) {
        this.wireName = wireName;
    }

    /** As it stands in requests and in the log. */
    public String wireName() {
        return wireName;
    }

    /** Empty for a name that is none of these. */
    public static Optional<KeyOperation> named(String wireName) {
        for (KeyOperation one : values()) {
            if (one.wireName.equals(wireName)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }
}
