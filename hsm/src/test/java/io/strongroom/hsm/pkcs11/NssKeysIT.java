package io.strongroom.hsm.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strongroom.hsm.OtherJvm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** The other module, in a process of its own, for a process uses one. */
final class NssKeysIT {
    @Test
    void everyAlgorithm_offeredOrNot_isAsTheTableSays(@TempDir Path folder) throws Exception {
        assumeTrue(NssModule.module().isPresent(), "NSS is not installed: apt-get install libnss3");
        ProcessBuilder command = OtherJvm.running(NssModule.class, List.of(), folder.toString());
        String output = SoftHsm.run(command);
        assertTrue(output.contains("ready: true"), output);
        List<String> offered =
                output.lines()
                        .filter(line -> line.endsWith(": yes"))
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .toList();
        List<String> lacking =
                output.lines()
                        .filter(line -> line.contains(": no, "))
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .toList();
        assertEquals(48, offered.size(), output);
        assertEquals(
                List.of(
                        "P-256 import",
                        "P-384 import",
                        "P-521 import",
                        "P-256K generate",
                        "P-256K import",
                        "oct 128 A128GCM",
                        "oct 128 CKM_AES_KEY_WRAP_PAD",
                        "oct 128 CKM_AES_KEY_WRAP_PAD of 20 bytes",
                        "oct 192 A192GCM",
                        "oct 192 CKM_AES_KEY_WRAP_PAD",
                        "oct 192 CKM_AES_KEY_WRAP_PAD of 20 bytes",
                        "oct 256 A256GCM",
                        "oct 256 CKM_AES_KEY_WRAP_PAD",
                        "oct 256 CKM_AES_KEY_WRAP_PAD of 20 bytes"),
                lacking,
                output);
    }
}
