package io.strongroom.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogConfig.TlsFiles;
import io.strongroom.raft.testing.TestAuthority;
import io.strongroom.server.config.HttpSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

final class ServedCertificateTest {
    @TempDir private Path dir;

    private final TestAuthority authority = TestAuthority.create("authority");

    @Test
    void look_atANewPair_showsItOnceItHasSettled() throws IOException {
        TlsFiles files = issue("one", 30);
        try (ServedCertificate shown = serve(files)) {
            Instant before = shown.expires();
            copy(issue("two", 60), files);
            assertFalse(shown.look());
            assertTrue(shown.look());
            assertTrue(before.isBefore(shown.expires()));
            assertEquals(
                    shown.expires(),
                    shown.keyPair("any").certificateChain().getFirst().getNotAfter().toInstant());
            assertFalse(shown.look());
        }
    }

    @Test
    void look_atPairsThatDoNotFit_keepsTheOldOne() throws IOException {
        TlsFiles files = issue("one", 30);
        try (ServedCertificate shown = serve(files)) {
            TlsFiles other = issue("two", 60);
            Files.write(files.certificate(), Files.readAllBytes(other.certificate()));
            assertKept(shown);
            Files.writeString(files.certificate(), "nothing");
            assertKept(shown);
            copy(issue("expired", -1), files);
            assertKept(shown);
            Files.delete(files.privateKey());
            assertKept(shown);
            copy(other, files);
            assertFalse(shown.look());
            assertTrue(shown.look());
        }
    }

    @Test
    void open_ofTheKeyOfAnother_isRefused() throws IOException {
        TlsFiles files = issue("one", 30);
        Files.write(files.privateKey(), Files.readAllBytes(issue("two", 30).privateKey()));
        assertThrows(IOException.class, () -> serve(files));
    }

    private TlsFiles issue(String name, int days) {
        // A certificate of this test's authority is valid since yesterday.
        return authority.issue(dir.resolve(name), "localhost", Duration.ofHours(days * 12L));
    }

    private static ServedCertificate serve(TlsFiles files) throws IOException {
        return new ServedCertificate(
                new HttpSettings("127.0.0.1", 443, files.certificate(), files.privateKey()),
                InstantSource.system());
    }

    private static void copy(TlsFiles from, TlsFiles to) throws IOException {
        Files.write(to.certificate(), Files.readAllBytes(from.certificate()));
        Files.write(to.privateKey(), Files.readAllBytes(from.privateKey()));
    }

    private static void assertKept(ServedCertificate shown) {
        Instant before = shown.expires();
        for (int look = 0; look < 3; look++) {
            assertFalse(shown.look());
        }
        assertEquals(before, shown.expires());
    }
}
