package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKeyFingerprint;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.escrow.Escrow;
import io.strongroom.hsm.escrow.EscrowDocument;
import io.strongroom.hsm.escrow.EscrowedRootKey;
import io.strongroom.hsm.escrow.OpenedEscrow;
import io.strongroom.hsm.escrow.Share;
import io.strongroom.hsm.escrow.TestOfficers;
import io.strongroom.hsm.software.SoftwareRootKey;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** An escrow made by one token and restored into another, after the first has lost the key. */
final class EscrowIT {
    private static final Path MODULE = SoftHsm.module();
    private static final String OLD = "strongroom-escrow";
    private static final String NEW = "strongroom-escrow-new";
    private static final char[] PASSPHRASE = "a long passphrase".toCharArray();

    private static TestOfficers officers = new TestOfficers(List.of());

    @BeforeAll
    static void makeOfficers() throws Exception {
        SoftHsm.installed();
        officers = TestOfficers.of(3);
    }

    private static char[] pin() {
        return SoftHsm.PIN.toCharArray();
    }

    private static RootKeyTransport transport(String token) throws HsmException {
        return RootKeyTransport.open(MODULE, token, pin());
    }

    private static EscrowDocument escrow(String label, byte[] fingerprint, Escrow.Home home)
            throws HsmException {
        EscrowedRootKey.Subject subject =
                new EscrowedRootKey.Subject(
                        new UUID(1, 2),
                        label,
                        1,
                        HexFormat.of().formatHex(fingerprint),
                        Instant.EPOCH);
        return Escrow.create(officers.required(2), subject, home);
    }

    private static OpenedEscrow opened(EscrowDocument document) throws HsmException {
        List<Share> shares = new ArrayList<>();
        for (int officer : new int[] {2, 0}) {
            shares.add(officers.key(officer).open(document));
        }
        return Escrow.open(document, shares);
    }

    private static void restore(RootKeyTransport to, OpenedEscrow opened, byte[] fingerprint)
            throws HsmException {
        to.unwrapRootUnder(
                opened.wrappingKey(),
                opened.content().blob(),
                opened.content().subject().keyLabel(),
                fingerprint);
    }

    private static SecretBytes dataKey() {
        return SecretBytes.adopt(RootKeyFingerprint.publicValue());
    }

    @Test
    void restore_intoANewToken_unwrapsWhatTheLostOneWrapped() throws Exception {
        try (RootKeyTransport from = transport(OLD);
                RootKeyTransport to = transport(NEW)) {
            from.generate("escrowed");
            byte[] fingerprint = from.fingerprint("escrowed");
            byte[] wrapped;
            try (Pkcs11RootKey root = Pkcs11RootKey.open(MODULE, OLD, pin(), "escrowed")) {
                wrapped = root.wrap(dataKey());
            }
            EscrowDocument document =
                    escrow("escrowed", fingerprint, key -> from.wrapRootUnder("escrowed", key));
            from.destroy("escrowed");

            try (OpenedEscrow opened = opened(document)) {
                restore(to, opened, opened.content().subject().fingerprintBytes());
                String taken =
                        assertFails(Kind.CONFIGURATION, () -> restore(to, opened, fingerprint));
                assertTrue(taken.contains("escrowed"), taken);
            }
            try (Pkcs11RootKey root = Pkcs11RootKey.open(MODULE, NEW, pin(), "escrowed");
                    SecretBytes unwrapped = root.unwrap(wrapped)) {
                assertTrue(unwrapped.sameAs(dataKey()));
                assertArrayEquals(fingerprint, root.fingerprint());
            }
            to.destroy("escrowed");
        }
    }

    @Test
    void restore_otherFingerprint_leavesNothingInTheToken() throws Exception {
        try (RootKeyTransport from = transport(OLD);
                RootKeyTransport to = transport(NEW)) {
            from.generate("doubted");
            EscrowDocument document =
                    escrow("doubted", new byte[16], key -> from.wrapRootUnder("doubted", key));
            try (OpenedEscrow opened = opened(document)) {
                assertFails(Kind.NOT_AUTHENTIC, () -> restore(to, opened, new byte[16]));
            }
            assertEquals(List.of(), to.rootKeys());
            from.destroy("doubted");
        }
    }

    @Test
    void restore_ofARootKeyInAFile_intoAToken_isTheSameRootKey(@TempDir Path folder)
            throws Exception {
        try (SoftwareRootKey file = SoftwareRootKey.create(folder.resolve("root.p12"), PASSPHRASE);
                RootKeyTransport to = transport(NEW)) {
            EscrowDocument document = escrow("moved", file.fingerprint(), file::wrappedUnder);
            try (OpenedEscrow opened = opened(document)) {
                restore(to, opened, file.fingerprint());
            }
            try (Pkcs11RootKey root = Pkcs11RootKey.open(MODULE, NEW, pin(), "moved");
                    SecretBytes unwrapped = root.unwrap(file.wrap(dataKey()))) {
                assertTrue(unwrapped.sameAs(dataKey()));
            }
            to.destroy("moved");
        }
    }
}
