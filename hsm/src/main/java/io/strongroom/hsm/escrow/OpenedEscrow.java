package io.strongroom.hsm.escrow;

import io.strongroom.hsm.SecretBytes;

/** An escrow that enough officers have opened. Closing it wipes the wrapping key. */
public final class OpenedEscrow implements AutoCloseable {
    private final EscrowedRootKey content;
    private final SecretBytes wrappingKey;

    OpenedEscrow(EscrowedRootKey content, SecretBytes wrappingKey) {
        this.content = content;
        this.wrappingKey = wrappingKey;
    }

    public EscrowedRootKey content() {
        return content;
    }

    /** The AES-256 key that the root key is wrapped under; whoever has it has the root key. */
    public SecretBytes wrappingKey() {
        return wrappingKey;
    }

    @Override
    public void close() {
        wrappingKey.close();
    }
}
