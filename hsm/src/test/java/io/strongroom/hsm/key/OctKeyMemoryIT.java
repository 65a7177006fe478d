package io.strongroom.hsm.key;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.hsm.OtherJvm;
import io.strongroom.hsm.ProcessMemory;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** Looks for a symmetric key in the memory of a process that uses it: heap, stacks, libcrypto's. */
final class OctKeyMemoryIT {
    @Test
    void octKey_usedInEveryWay_isInMemoryOnceAndNoMoreWhenClosed() throws Exception {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        byte[] masked = key.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= UsesOctKey.MASK;
        }
        Process process =
                OtherJvm.running(
                                UsesOctKey.class,
                                List.of("-Xmx64m"),
                                HexFormat.of().formatHex(masked))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader output = process.inputReader()) {
            awaitLine(output, "used");
            ProcessMemory memory = new ProcessMemory(process.pid());
            assertEquals(1, memory.copies(key), "where libcrypto keeps it");
            answer(process);
            awaitLine(output, "closed");
            assertEquals(0, memory.copies(key), "after it was closed");
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
}
