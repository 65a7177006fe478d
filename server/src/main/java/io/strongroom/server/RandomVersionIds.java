package io.strongroom.server;

import io.strongroom.storage.command.VersionId;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;

/** 128 random bits each. Thread-safe. */
final class RandomVersionIds implements Supplier<VersionId> {
    private final SecureRandom random = new SecureRandom();

    @Override
    public VersionId get() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return new VersionId(HexFormat.of().formatHex(bytes));
    }
}
