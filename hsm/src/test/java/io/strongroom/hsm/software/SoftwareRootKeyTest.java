package io.strongroom.hsm.software;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.SecretBytes;

import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

final class SoftwareRootKeyTest {
    private static final char[] PASSPHRASE = "a long passphrase".toCharArray();

    @TempDir private static Path directory;

    private static Path file;

    @BeforeAll
    static void createKeyStore() throws Exception {
        file = directory.resolve("root.p12");
        SoftwareRootKey.create(file, PASSPHRASE).close();
    }

    @Test
    void open_afterCreate_unwrapsWhatAnotherOpenWrapped() throws Exception {
        try (SoftwareRootKey one = SoftwareRootKey.open(file, PASSPHRASE);
                SoftwareRootKey other = SoftwareRootKey.open(file, PASSPHRASE);
                SecretBytes dataKey = SecretBytes.adopt(new byte[32])) {
            byte[] wrapped = one.wrap(dataKey);
            try (SecretBytes unwrapped = other.unwrap(wrapped)) {
                assertTrue(unwrapped.sameAs(dataKey));
            }
            assertArrayEquals(one.fingerprint(), other.fingerprint());
            assertEquals(16, one.fingerprint().length);
            assertTrue(one.available());
        }
    }

    @Test
    void create_twice_makesDifferentKeysThatRefuseEachOthersBlobs() throws Exception {
        try (SoftwareRootKey one = SoftwareRootKey.open(file, PASSPHRASE);
                SoftwareRootKey other =
                        SoftwareRootKey.create(directory.resolve("other.p12"), PASSPHRASE);
                SecretBytes dataKey = SecretBytes.adopt(new byte[32])) {
            byte[] wrapped = one.wrap(dataKey);
            assertFails(Kind.NOT_AUTHENTIC, () -> other.unwrap(wrapped));
            assertNotEquals(
                    HexFormat.of().formatHex(one.fingerprint()),
                    HexFormat.of().formatHex(other.fingerprint()));
        }
    }

    @Test
    void unwrap_anyBitChanged_isNotAuthentic() throws Exception {
        try (SoftwareRootKey rootKey = SoftwareRootKey.open(file, PASSPHRASE);
                SecretBytes dataKey = SecretBytes.adopt(new byte[32])) {
            byte[] wrapped = rootKey.wrap(dataKey);
            for (int bit = 0; bit < 8 * wrapped.length; bit++) {
                byte[] changed = wrapped.clone();
                changed[bit / 8] ^= (byte) (1 << (bit % 8));
                assertFails(Kind.NOT_AUTHENTIC, () -> rootKey.unwrap(changed));
            }
            assertFails(Kind.NOT_AUTHENTIC, () -> rootKey.unwrap(new byte[0]));
        }
    }

    @Test
    void wrap_dataKeyOfAnotherSize_isRefused() throws Exception {
        try (SoftwareRootKey rootKey = SoftwareRootKey.open(file, PASSPHRASE);
                SecretBytes small = SecretBytes.adopt(new byte[16])) {
            assertThrows(IllegalArgumentException.class, () -> rootKey.wrap(small));
        }
    }

    @Test
    void create_existingFile_isRefusedAndLeavesIt() throws Exception {
        byte[] before = Files.readAllBytes(file);
        String message =
                assertFails(Kind.CONFIGURATION, () -> SoftwareRootKey.create(file, PASSPHRASE));
        assertTrue(message.contains("exists and is not overwritten"), message);
        assertArrayEquals(before, Files.readAllBytes(file));
        assertFalse(Files.exists(directory.resolve("root.p12.new")));
    }

    @Test
    void create_leftOverOfACutShortCreation_isNamed() throws Exception {
        Path target = directory.resolve("cut.p12");
        Files.createFile(directory.resolve("cut.p12.new"));
        String message =
                assertFails(Kind.CONFIGURATION, () -> SoftwareRootKey.create(target, PASSPHRASE));
        assertTrue(message.contains("cut.p12.new"), message);
        assertFalse(Files.exists(target));
    }

    @Test
    void create_missingDirectory_saysSo() {
        Path target = directory.resolve("nowhere/root.p12");
        String message =
                assertFails(Kind.CONFIGURATION, () -> SoftwareRootKey.create(target, PASSPHRASE));
        assertTrue(message.startsWith("cannot write the key store"), message);
    }

    @Test
    void create_file_isReadableByItsOwnerOnly() throws Exception {
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var names = Files.list(directory)) {
            List<Path> partial = names.filter(p -> p.endsWith("root.p12.new")).toList();
            assertEquals(List.of(), partial);
        }
    }

    @Test
    void create_file_costsAsManyIterationsForTheMacAsForTheKey() throws Exception {
        byte[] content = Files.readAllBytes(file);
        try (ASN1InputStream in = new ASN1InputStream(content)) {
            Pfx pfx = Pfx.getInstance(in.readObject());
            assertEquals(600_000, pfx.getMacData().getIterationCount().intValueExact());
        }
        // The DER of INTEGER 600000: once in the key's PBKDF2 parameters, once in the MAC's.
        String[] pieces = HexFormat.of().formatHex(content).split("02030927c0", -1);
        assertEquals(3, pieces.length);
        assertNull(System.getProperty("keystore.pkcs12.macIterationCount"));
    }

    @Test
    void create_unfitPassphrase_isRefused() {
        Path target = directory.resolve("unfit.p12");
        for (String unfit : List.of("", "short", "with a line break\n", "pässphräse not ASCII")) {
            assertFails(
                    Kind.CONFIGURATION, () -> SoftwareRootKey.create(target, unfit.toCharArray()));
        }
        assertFalse(Files.exists(target));
    }

    @Test
    void open_wrongPassphrase_saysThatTheFileIsUndamaged() {
        String message =
                assertFails(
                        Kind.CONFIGURATION,
                        () -> SoftwareRootKey.open(file, "another passphrase".toCharArray()));
        assertTrue(message.startsWith("wrong passphrase"), message);
        assertTrue(message.contains("undamaged"), message);
    }

    @Test
    void open_missingFile_saysWhereItLooked() {
        Path missing = directory.resolve("missing.p12");
        String message =
                assertFails(Kind.CONFIGURATION, () -> SoftwareRootKey.open(missing, PASSPHRASE));
        assertTrue(message.startsWith("there is no key store at " + missing), message);
    }

    @Test
    void open_bitFlipped_saysThatTheFileIsDamaged() throws Exception {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        assertDamaged(content);
    }

    @Test
    void open_truncatedAnywhere_saysThatTheFileIsDamaged() throws Exception {
        byte[] content = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, 100, content.length / 2, content.length - 60}) {
            assertDamaged(Arrays.copyOf(content, length));
        }
    }

    private static void assertDamaged(byte[] content) throws Exception {
        Path damaged = directory.resolve("damaged.p12");
        Files.write(damaged, content);
        String message =
                assertFails(Kind.CONFIGURATION, () -> SoftwareRootKey.open(damaged, PASSPHRASE));
        assertTrue(message.contains("is damaged ("), message);
    }

    @Test
    void open_rewrittenWithoutChecksum_opens() throws Exception {
        byte[] content = Files.readAllBytes(file);
        Path plain = directory.resolve("plain.p12");
        Files.write(plain, Arrays.copyOf(content, content.length - 40));
        SoftwareRootKey.open(plain, PASSPHRASE).close();
        String message =
                assertFails(
                        Kind.CONFIGURATION,
                        () -> SoftwareRootKey.open(plain, "another passphrase".toCharArray()));
        assertTrue(message.contains("or it is damaged"), message);
    }

    @Test
    void protectionLevel_always_saysThatThisIsNoHsm() throws Exception {
        try (SoftwareRootKey rootKey = SoftwareRootKey.open(file, PASSPHRASE)) {
            String level = rootKey.protectionLevel();
            assertTrue(level.contains("SOFTWARE") && level.contains("not an HSM"), level);
        }
    }

    @Test
    void close_thenWrap_isRefused() throws Exception {
        SoftwareRootKey rootKey = SoftwareRootKey.open(file, PASSPHRASE);
        rootKey.close();
        assertThrows(IllegalStateException.class, rootKey::fingerprint);
    }

    @Test
    void restore_whatWasWrappedUnderAKey_isTheSameRootKeyInANewFile() throws Exception {
        Path restored = directory.resolve("restored.p12");
        try (SoftwareRootKey key = SoftwareRootKey.open(file, PASSPHRASE);
                SecretBytes under = SecretBytes.adopt(new byte[32])) {
            byte[] wrapped = key.wrappedUnder(under);
            assertFails(
                    Kind.NOT_AUTHENTIC,
                    () ->
                            SoftwareRootKey.restore(
                                    restored, PASSPHRASE, under, wrapped, new byte[16]));
            byte[] changed = wrapped.clone();
            changed[9] ^= 1;
            assertFails(
                    Kind.NOT_AUTHENTIC,
                    () ->
                            SoftwareRootKey.restore(
                                    restored, PASSPHRASE, under, changed, key.fingerprint()));
            assertFalse(Files.exists(restored));
            SoftwareRootKey.restore(restored, PASSPHRASE, under, wrapped, key.fingerprint())
                    .close();
            try (SoftwareRootKey again = SoftwareRootKey.open(restored, PASSPHRASE)) {
                assertArrayEquals(key.fingerprint(), again.fingerprint());
            }
        }
    }
}
