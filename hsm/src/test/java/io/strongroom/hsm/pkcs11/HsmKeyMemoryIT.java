package io.strongroom.hsm.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.OtherJvm;
import io.strongroom.hsm.ProcessMemory;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.RsaAesKeyWrap;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.engine.KeyEngines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Looks for the private numbers of keys in an HSM in the memory of a process that works with them.
 * SoftHSM, which would hold them there, is in a process of its own ({@link RemoteSoftHsm}).
 *
 * <p>By itself p11-kit 0.24 passes on what keys are made by, RSA's signatures and decryption, ECDSA
 * and HMAC. AES key wrap with and without padding, CBC and GCM it does not; they go through the
 * tunnel, so nothing that we ask of a module is left out.
 *
 * <p>The process never collects its heap, so that what was there for a moment only is there still,
 * unless it was wiped. What native code frees may be overwritten.
 */
final class HsmKeyMemoryIT {
    private static final String TOKEN = "remote";
    private static final HexFormat HEX = HexFormat.of();
    private static final KeyEngine SOFTWARE = KeyEngines.fastest();

    private final SecretNumbers secrets = new SecretNumbers();
    private final SecretNumbers modulus = new SecretNumbers();

    @Test
    void hsmKeys_madeBroughtUsedAndGivenAway_areNotInTheProcessesMemory(@TempDir Path folder)
            throws Exception {
        SoftHsm softHsm = SoftHsm.prepare(folder.resolve("hsm"));
        softHsm.initToken(TOKEN, SoftHsm.PIN);
        try (RemoteSoftHsm remote = RemoteSoftHsm.start(softHsm, folder)) {
            Process process = start(remote);
            try (BufferedReader output = process.inputReader(StandardCharsets.US_ASCII)) {
                work(process, output);
                assertEquals(1, remote.serving().size(), "the HSM is in a process of its own");
                look(process, output);
                assertEquals(0, process.waitFor());
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static Process start(RemoteSoftHsm remote) throws IOException {
        ProcessBuilder command =
                OtherJvm.running(
                                UsesHsmKeys.class,
                                List.of(
                                        "-Xmx2g",
                                        "-XX:+UnlockExperimentalVMOptions",
                                        "-XX:+UseEpsilonGC"),
                                remote.module().toString(),
                                TOKEN)
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        command.environment().put("P11_KIT_SERVER_ADDRESS", remote.address());
        return command.start();
    }

    private void work(Process process, BufferedReader output) throws Exception {
        PublicPart.Rsa exchange =
                (PublicPart.Rsa) PublicPart.of(UsesHsmKeys.RSA, HEX.parseHex(line(output)));
        modulus.add("n", exchange.n().toByteArray());
        bring(process, exchange);
        List<byte[]> released = new ArrayList<>();
        try (KeyPair recipient = SOFTWARE.generate(UsesHsmKeys.RSA)) {
            tell(process, recipient.publicPart().subjectPublicKeyInfo());
            String line = line(output);
            while (!line.equals("used")) {
                released.add(HEX.parseHex(line));
                line = line(output);
            }
            take(released, recipient);
        }
    }

    private void look(Process process, BufferedReader output) throws IOException {
        ProcessMemory memory = new ProcessMemory(process.pid());
        assertEquals(Set.of(), secrets.foundIn(memory), "after all was done");
        // A public number is there, in forms that a private one would have.
        Set<String> shown = modulus.foundIn(memory);
        assertTrue(shown.contains("n from 17 highest first"), shown::toString);
        assertTrue(shown.contains("n from 17 in words"), shown::toString);
        // The search finds whatever is there: the same process, told the same numbers.
        List<byte[]> masked = secrets.masked(UsesHsmKeys.MASK);
        for (byte[] number : masked) {
            tell(process, number);
        }
        tell(process, new byte[0]);
        assertEquals("told " + masked.size(), line(output));
        assertEquals(secrets.parts(), secrets.foundIn(memory), "when it was told them");
        tell(process, new byte[0]);
    }

    /** A key of each kind, wrapped for the exchange key. */
    private void bring(Process process, PublicPart.Rsa exchange) throws Exception {
        byte[] oct = new byte[UsesHsmKeys.OCT.bits() / 8];
        new SecureRandom().nextBytes(oct);
        try (KeyPair rsa = SOFTWARE.generate(UsesHsmKeys.RSA);
                KeyPair ec = SOFTWARE.generate(UsesHsmKeys.EC);
                SecretBytes value = SecretBytes.copyOf(oct)) {
            for (HsmKeys.Kind kind : HsmKeys.Kind.values()) {
                SecretBytes key =
                        switch (kind) {
                            case RSA -> rsa.pkcs8();
                            case EC -> ec.pkcs8();
                            case OCT -> value;
                        };
                secrets.addKey(kind + " brought", kind, key.use(byte[]::clone));
                tell(process, RsaAesKeyWrap.wrap(exchange, Hash.SHA_1, key));
            }
        }
    }

    /** Those that were made are known by what was given away; nor may the key between show. */
    private void take(List<byte[]> released, KeyPair recipient) throws Exception {
        int head = UsesHsmKeys.RSA.bytes();
        HsmKeys.Kind[] kinds = HsmKeys.Kind.values();
        assertEquals(2 * kinds.length, released.size());
        try (ReadyKey ready = SOFTWARE.ready(UsesHsmKeys.RSA, recipient.pkcs8())) {
            for (int i = 0; i < released.size(); i++) {
                byte[] one = released.get(i);
                byte[] between = ready.decrypt(RsaEncryption.RSA_OAEP, Arrays.copyOf(one, head));
                secrets.add("key " + i + " between", between);
                byte[] key = AesKeyWrap.unwrap(between, Arrays.copyOfRange(one, head, one.length));
                if (i >= kinds.length) {
                    HsmKeys.Kind kind = kinds[i - kinds.length];
                    secrets.addKey(kind + " made", kind, key);
                }
            }
        }
    }

    private static String line(BufferedReader output) throws IOException {
        String line = output.readLine();
        while (line != null && !line.startsWith(UsesHsmKeys.SAYS)) {
            line = output.readLine();
        }
        if (line == null) {
            throw new AssertionError("the process ended");
        }
        return line.substring(UsesHsmKeys.SAYS.length());
    }

    private static void tell(Process process, byte[] bytes) throws IOException {
        process.getOutputStream()
                .write((HEX.formatHex(bytes) + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }
}
