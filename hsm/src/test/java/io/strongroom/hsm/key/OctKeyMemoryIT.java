package io.strongroom.hsm.key;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** Looks for a symmetric key in the memory of a process that uses it: heap, stacks, libcrypto's. */
final class OctKeyMemoryIT {
    private static final int CHUNK_BYTES = 1 << 20;

    @Test
    void octKey_usedInEveryWay_isInMemoryOnceAndNoMoreWhenClosed() throws Exception {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        byte[] masked = key.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= UsesOctKey.MASK;
        }
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                UsesOctKey.class.getName(),
                                HexFormat.of().formatHex(masked))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader output = process.inputReader()) {
            awaitLine(output, "used");
            assertEquals(1, copies(process.pid(), key), "where libcrypto keeps it");
            answer(process);
            awaitLine(output, "closed");
            assertEquals(0, copies(process.pid(), key), "after it was closed");
            answer(process);
            assertEquals(0, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    /** The log may come before. */
    private static void awaitLine(BufferedReader output, String wanted) throws IOException {
        String line = output.readLine();
        while (!wanted.equals(line)) {
            if (line == null) {
                throw new AssertionError("the process ended before it said " + wanted);
            }
            line = output.readLine();
        }
    }

    private static void answer(Process process) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    private static int copies(long pid, byte[] key) throws IOException {
        int found = 0;
        Path maps = Path.of("/proc/" + pid + "/maps");
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
            for (String line : Files.readAllLines(maps, StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split("[ -]+", 4);
                if (fields[2].startsWith("r") && !line.endsWith("[vvar]")) {
                    long from = Long.parseUnsignedLong(fields[0], 16);
                    long to = Long.parseUnsignedLong(fields[1], 16);
                    if (from >= 0) { // Else it is the kernel's page.
                        found += copies(memory, from, to, key);
                    }
                }
            }
        }
        return found;
    }

    private static int copies(RandomAccessFile memory, long from, long to, byte[] key)
            throws IOException {
        int found = 0;
        byte[] chunk = new byte[CHUNK_BYTES];
        long at = from;
        while (at < to) {
            memory.seek(at);
            int read;
            try {
                read = memory.read(chunk, 0, (int) Math.min(CHUNK_BYTES, to - at));
            } catch (IOException e) {
                return found; // A mapping of a file beyond its end.
            }
            if (read < key.length) {
                return found;
            }
            for (int i = 0; i + key.length <= read; i++) {
                if (chunk[i] == key[0]
                        && Arrays.equals(chunk, i, i + key.length, key, 0, key.length)) {
                    found++;
                }
            }
            at += read - key.length + 1; // So that none is missed that lies across.
        }
        return found;
    }
}
