package io.strongroom.raft.ratis.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogConfig.TlsFiles;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.testing.TestAuthority;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

class NodeTlsTest {
    private static final String HOST = "127.0.0.1";

    @TempDir private Path dir;

    private final TestAuthority authority = TestAuthority.create("authority");

    @Test
    void look_atTheSameFiles_changesNothing() throws RaftException {
        try (NodeTls tls = open(authority.issue(dir, HOST))) {
            assertFalse(tls.look());
            assertFalse(tls.look());
        }
    }

    @Test
    void look_atANewSet_takesItOnceItHasSettled() throws RaftException {
        try (NodeTls tls = open(authority.issue(dir, HOST))) {
            Instant before = tls.certificateExpires();
            authority.issue(dir, HOST, Duration.ofDays(60));
            assertFalse(tls.look());
            assertEquals(before, tls.certificateExpires());
            assertTrue(tls.look());
            assertTrue(before.isBefore(tls.certificateExpires()));
            assertFalse(tls.look());
        }
    }

    @Test
    void look_atTheKeyOfAnotherCertificate_keepsTheOldSetUntilTheRestIsThere()
            throws RaftException, IOException {
        TlsFiles files = authority.issue(dir, HOST);
        try (NodeTls tls = open(files)) {
            TlsFiles next = authority.issue(dir.resolve("next"), HOST, Duration.ofDays(60));
            Files.write(files.privateKey(), Files.readAllBytes(next.privateKey()));
            assertKept(tls);
            Files.write(files.certificate(), Files.readAllBytes(next.certificate()));
            assertFalse(tls.look());
            assertTrue(tls.look());
        }
    }

    @Test
    void look_atWhatIsNoCertificate_keepsTheOldSet() throws RaftException, IOException {
        TlsFiles files = authority.issue(dir, HOST);
        try (NodeTls tls = open(files)) {
            Files.writeString(files.certificate(), "-----BEGIN CERTIFICATE-----\nAAAA\n");
            assertKept(tls);
        }
    }

    @Test
    void look_atAMissingFile_keepsTheOldSet() throws RaftException, IOException {
        TlsFiles files = authority.issue(dir, HOST);
        try (NodeTls tls = open(files)) {
            Files.delete(files.trusted());
            assertKept(tls);
        }
    }

    @Test
    void look_atAnExpiredSet_keepsTheOldSet() throws RaftException {
        try (NodeTls tls = open(authority.issue(dir, HOST))) {
            authority.issue(dir, HOST, Duration.ofHours(-1));
            assertKept(tls);
        }
    }

    @Test
    void look_atACertificateOfAnotherHost_keepsTheOldSet() throws RaftException {
        try (NodeTls tls = open(authority.issue(dir, HOST))) {
            authority.issue(dir, "127.0.0.2");
            assertKept(tls);
        }
    }

    @Test
    void look_atACertificateThatItsOwnAuthoritiesDoNotKnow_keepsTheOldSet()
            throws RaftException, IOException {
        TlsFiles files = authority.issue(dir, HOST);
        try (NodeTls tls = open(files)) {
            TestAuthority.create("other").issue(dir, HOST);
            Files.writeString(files.trusted(), authority.pem());
            assertKept(tls);
        }
    }

    @Test
    void open_ofASetThatDoesNotFit_isRefusedWithTheReason() {
        TlsFiles files = authority.issue(dir, "127.0.0.2");
        RaftException refused = assertThrows(RaftException.class, () -> open(files));
        assertTrue(refused.toString().contains(HOST), refused::toString);
        assertTrue(refused.toString().contains(files.certificate().toString()));
    }

    private static NodeTls open(TlsFiles files) throws RaftException {
        return NodeTls.open(files, HOST, () -> Set.of(HOST));
    }

    private static void assertKept(NodeTls tls) {
        Instant before = tls.certificateExpires();
        for (int look = 0; look < 3; look++) {
            assertFalse(tls.look());
        }
        assertEquals(before, tls.certificateExpires());
    }
}
