package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKey;
import io.strongroom.hsm.pkcs11.Pkcs11RootKey;
import io.strongroom.hsm.software.SoftwareRootKey;
import io.strongroom.server.config.RootKeySettings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Opens the root key that the configuration names. */
final class RootKeys {
    private RootKeys() {}

    static RootKey open(RootKeySettings settings) throws HsmException {
        if (settings.software().isPresent()) {
            return software(settings.software().get());
        }
        return pkcs11(settings.pkcs11().orElseThrow());
    }

    private static RootKey software(RootKeySettings.Software settings) throws HsmException {
        char[] passphrase =
                settings.passphraseFile().isPresent()
                        ? read(settings.passphraseFile().get())
                        : environment(settings.passphraseEnv().orElseThrow());
        try {
            return SoftwareRootKey.open(settings.keyStore(), passphrase);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    private static RootKey pkcs11(RootKeySettings.Pkcs11 settings) throws HsmException {
        char[] pin = read(settings.pinFile());
        try {
            return Pkcs11RootKey.open(
                    settings.module(), settings.tokenLabel(), pin, settings.keyLabel());
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    private static char[] environment(String name) throws HsmException {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new HsmException(
                    HsmException.Kind.CONFIGURATION,
                    "the environment variable "
                            + name
                            + " with the root key's passphrase is not set");
        }
        return value.toCharArray();
    }

    private static char[] read(Path file) throws HsmException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip().toCharArray();
        } catch (IOException e) {
            throw new HsmException(
                    HsmException.Kind.CONFIGURATION,
                    "cannot read " + file + ": " + e.getMessage(),
                    e);
        }
    }
}
