package io.strongroom.server.config.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** What must hold for a file that a configuration names. */
public enum FileCheck {
    /** It exists and can be read. */
    READABLE,
    /** And nobody but its owner and group can read it. */
    SECRET;

    Optional<String> objection(Path file) {
        if (!Files.exists(file)) {
            return Optional.of("no such file: " + file);
        }
        if (!Files.isRegularFile(file)) {
            return Optional.of("not a file: " + file);
        }
        if (!Files.isReadable(file)) {
            return Optional.of(
                    "cannot be read by user " + System.getProperty("user.name") + ": " + file);
        }
        return this == SECRET && othersMayRead(file)
                ? Optional.of("everyone can read this secret, run: chmod o-rwx " + file)
                : Optional.empty();
    }

    private static boolean othersMayRead(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException unknown) {
            // A file system without owners and groups has no such permission to check.
            return false;
        }
    }
}
