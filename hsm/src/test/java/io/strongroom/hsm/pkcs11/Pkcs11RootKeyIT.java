package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.DataKeySealer;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.OtherJvm;
import io.strongroom.hsm.RootKeyFingerprint;
import io.strongroom.hsm.Sealer.DataKey;
import io.strongroom.hsm.SecretBytes;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The real module and the real wrapper on tokens of this run. */
final class Pkcs11RootKeyIT {
    private static final Path MODULE = SoftHsm.module();
    private static final String TOKEN = "strongroom-it";
    private static final String ROOT = "root";
    private static final HexFormat HEX = HexFormat.of();

    private static SoftHsm softHsm = new SoftHsm(Path.of("."));

    @BeforeAll
    static void prepareToken() throws Exception {
        softHsm = SoftHsm.installed();
        Pkcs11RootKey.generate(MODULE, TOKEN, pin(), ROOT);
    }

    private static char[] pin() {
        return "1234".toCharArray();
    }

    private static Pkcs11RootKey open(String keyLabel) throws HsmException {
        return Pkcs11RootKey.open(MODULE, TOKEN, pin(), keyLabel);
    }

    private static SecretBytes randomDataKey() {
        byte[] dataKey = new byte[32];
        new SecureRandom().nextBytes(dataKey);
        return SecretBytes.adopt(dataKey);
    }

    @Test
    void unwrap_whatAnotherOpenWrapped_givesTheDataKey() throws Exception {
        try (Pkcs11RootKey one = open(ROOT);
                Pkcs11RootKey other = open(ROOT);
                SecretBytes dataKey = randomDataKey();
                SecretBytes unwrapped = other.unwrap(one.wrap(dataKey))) {
            assertTrue(unwrapped.sameAs(dataKey));
            assertArrayEquals(one.fingerprint(), other.fingerprint());
            assertTrue(one.available());
            assertTrue(one.protectionLevel().contains(TOKEN), one::protectionLevel);
        }
    }

    @Test
    void unwrap_anyByteChanged_isNotAuthenticAndTheKeyGoesOnWorking() throws Exception {
        try (Pkcs11RootKey rootKey = open(ROOT);
                SecretBytes dataKey = randomDataKey()) {
            byte[] wrapped = rootKey.wrap(dataKey);
            for (int i = 0; i < wrapped.length; i++) {
                byte[] changed = wrapped.clone();
                changed[i] ^= 1;
                assertFails(Kind.NOT_AUTHENTIC, () -> rootKey.unwrap(changed));
            }
            try (SecretBytes unwrapped = rootKey.unwrap(wrapped)) {
                assertTrue(unwrapped.sameAs(dataKey));
            }
        }
    }

    @Test
    void wrap_importedKey_agreesWithTheSoftwareImplementation() throws Exception {
        byte[] value = new byte[32];
        new SecureRandom().nextBytes(value);
        RawToken.create(TOKEN, RootKeyAttributes.unwrapped("imported").value(value.clone()));
        try (Pkcs11RootKey rootKey = open("imported");
                SecretBytes dataKey = randomDataKey()) {
            byte[] inSoftware = dataKey.use(bytes -> AesKeyWrap.wrap(value, bytes));
            assertArrayEquals(inSoftware, rootKey.wrap(dataKey));
            byte[] control = AesKeyWrap.wrap(value, RootKeyFingerprint.publicValue());
            assertArrayEquals(RootKeyFingerprint.of(control), rootKey.fingerprint());
            try (SecretBytes unwrapped = rootKey.unwrap(inSoftware)) {
                assertTrue(unwrapped.sameAs(dataKey));
            }
        }
    }

    @Test
    void unwrap_blobOfAnotherKey_isNotAuthentic() throws Exception {
        Pkcs11RootKey.generate(MODULE, TOKEN, pin(), "second");
        try (Pkcs11RootKey one = open(ROOT);
                Pkcs11RootKey second = open("second");
                SecretBytes dataKey = randomDataKey()) {
            byte[] wrapped = one.wrap(dataKey);
            assertFails(Kind.NOT_AUTHENTIC, () -> second.unwrap(wrapped));
        }
    }

    @Test
    void sealer_onATokensRootKey_opensWhatItSealed() throws Exception {
        byte[] identity = {1, 2, 3};
        byte[] value = {4, 5, 6};
        try (Pkcs11RootKey rootKey = open(ROOT);
                DataKeySealer one = new DataKeySealer(rootKey);
                DataKeySealer other = new DataKeySealer(rootKey)) {
            DataKey key = one.newDataKey("vault:a", 1, 1);
            assertArrayEquals(value, other.open(key, identity, one.seal(key, identity, value)));
        }
    }

    @Test
    void wrap_manyThreads_givesEachItsOwnKeyBack() throws Exception {
        try (Pkcs11RootKey rootKey = open(ROOT);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> outcomes = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                outcomes.add(
                        threads.submit(() -> {
                            try (SecretBytes dataKey = randomDataKey();
                                    SecretBytes again = rootKey.unwrap(rootKey.wrap(dataKey))) {
                                assertTrue(again.sameAs(dataKey));
                            }
                            return null;
                        }));
            }
            for (Future<?> outcome : outcomes) {
                outcome.get();
            }
        }
    }

    @Test
    void unwrap_onACopyOfTheToken_givesTheDataKey() throws Exception {
        try (Pkcs11RootKey rootKey = open(ROOT);
                SecretBytes dataKey = randomDataKey()) {
            SoftHsm copy = softHsm.copyTo(softHsm.folder().resolveSibling("softhsm-copy"));
            String output = unwrapOn(copy, HEX.formatHex(rootKey.wrap(dataKey)));
            assertTrue(
                    output.contains("fingerprint " + HEX.formatHex(rootKey.fingerprint())), output);
            assertTrue(output.contains("dataKey " + dataKey.use(HEX::formatHex)), output);
            String blob = output.substring(output.indexOf("blob ") + 5).strip();
            try (SecretBytes again = rootKey.unwrap(HEX.parseHex(blob))) {
                assertTrue(again.sameAs(dataKey));
            }
        }
    }

    /** Runs {@link UnwrapOnCopy} to its end; a crash of the module at exit fails the test. */
    private static String unwrapOn(SoftHsm copy, String blob) throws Exception {
        ProcessBuilder command =
                OtherJvm.running(UnwrapOnCopy.class, List.of(), TOKEN, "1234", ROOT, blob);
        command.environment().put("SOFTHSM2_CONF", copy.configuration().toString());
        return SoftHsm.run(command);
    }

    @Test
    void wrap_tokenAwayAndBack_isUnavailableThenWorksWithoutRestart() throws Exception {
        Path away = softHsm.folder().resolve("tokens-away");
        try (Pkcs11RootKey rootKey = open(ROOT);
                SecretBytes dataKey = randomDataKey()) {
            byte[] wrapped = rootKey.wrap(dataKey);
            Files.move(softHsm.tokens(), away);
            try {
                for (int i = 0; i < 3; i++) {
                    assertFails(Kind.UNAVAILABLE, () -> rootKey.wrap(dataKey));
                    assertFails(Kind.UNAVAILABLE, () -> rootKey.unwrap(wrapped));
                }
                awaitAvailable(rootKey, false);
            } finally {
                Files.move(away, softHsm.tokens());
            }
            awaitAvailable(rootKey, true);
            try (SecretBytes unwrapped = rootKey.unwrap(wrapped)) {
                assertTrue(unwrapped.sameAs(dataKey));
            }
            assertArrayEquals(wrapped, rootKey.wrap(dataKey));
        }
    }

    private static void awaitAvailable(Pkcs11RootKey rootKey, boolean expected) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (rootKey.available() != expected) {
            assertFalse(System.nanoTime() - deadline > 0, "available is not " + expected);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        assertEquals(expected, rootKey.available());
    }
}
