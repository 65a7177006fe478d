package io.strongroom.hsm.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.OtherJvm;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.key.Pkcs11HsmKeys;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keys in the HSM while tokens go away, are logged out, are copied, and objects add up. */
final class HsmKeysSurvivalIT {
    private static final String TOKEN = "strongroom-survival";
    private static final int KEPT = 50;
    private static final KeySpec P_256 = new KeySpec.Ec(Curve.P_256);
    private static final HexFormat HEX = HexFormat.of();

    private static SoftHsm softHsm = new SoftHsm(Path.of("."));

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void prepareToken() throws Exception {
        softHsm = SoftHsm.installed();
        Pkcs11RootKey.generate(SoftHsm.module(), TOKEN, SoftHsm.PIN.toCharArray(), "root");
    }

    @BeforeEach
    void openKeys() throws HsmException {
        Pkcs11RootKey rootKey =
                Pkcs11RootKey.open(SoftHsm.module(), TOKEN, SoftHsm.PIN.toCharArray(), "root");
        open.add(rootKey);
        open.add(Pkcs11HsmKeys.under(rootKey, KeyEngines.fastest(), KEPT));
    }

    @AfterEach
    void closeKeys() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private HsmKeys keys() {
        return (HsmKeys) open.getLast();
    }

    private void sign(HsmKey key) throws HsmException, NotOfferedException, BadInputException {
        assertTrue(verifies(key, keys().sign(key, SignatureAlgorithm.ES256, new byte[32])));
    }

    private static boolean verifies(HsmKey key, byte[] signature) throws BadInputException {
        PublicPart part = key.publicPart().orElseThrow();
        try (ReadyPublicKey half =
                KeyEngines.fastest().readyPublic(part.spec(), part.subjectPublicKeyInfo())) {
            return half.verify(SignatureAlgorithm.ES256, new byte[32], signature);
        }
    }

    @Test
    void sign_moreKeysThanAreKept_destroysTheLeastLatelyUsed() throws Exception {
        List<HsmKey> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(keys().generate(P_256));
        }
        assertEquals(KEPT, RawToken.sessionObjects(TOKEN));
        for (HsmKey key : all) {
            sign(key);
        }
        assertEquals(KEPT, RawToken.sessionObjects(TOKEN));
        keys().forget(all.getFirst()); // Is not there.
        keys().forget(all.getLast());
        assertEquals(KEPT - 1, RawToken.sessionObjects(TOKEN));
        keys().close();
        assertEquals(0, RawToken.sessionObjects(TOKEN));
        sign(all.getLast());
    }

    @Test
    void sign_loggedOutInTheMiddle_logsInAndUnwrapsAgain() throws Exception {
        HsmKey key = keys().generate(P_256);
        for (int i = 0; i < 3; i++) {
            RawToken.logout(TOKEN);
            sign(key);
        }
    }

    @Test
    void sign_moduleRestartedInTheMiddle_unwrapsAgain() throws Exception {
        HsmKey key = keys().generate(P_256);
        for (int i = 0; i < 3; i++) {
            RawToken.restartModule();
            sign(key);
        }
    }

    @Test
    void sign_tokenAwayAndBack_isUnavailableThenWorks() throws Exception {
        HsmKey key = keys().generate(P_256);
        Path away = softHsm.folder().resolve("tokens-away");
        Files.move(softHsm.tokens(), away);
        try {
            // An unwrapped key is in the module's memory, and signs on.
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (unavailable(() -> keys().generate(P_256)) == 0) {
                assertFalse(System.nanoTime() - deadline > 0, "the token is not missed");
            }
            assertEquals(1, unavailable(() -> sign(key)));
        } finally {
            Files.move(away, softHsm.tokens());
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (unavailable(() -> sign(key)) > 0) {
            assertFalse(System.nanoTime() - deadline > 0, "the token is not found again");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private interface Use {
        void run() throws Exception;
    }

    private static int unavailable(Use use) throws Exception {
        try {
            use.run();
            return 0;
        } catch (HsmException e) {
            assertEquals(HsmException.Kind.UNAVAILABLE, e.kind(), e::toString);
            return 1;
        }
    }

    @Test
    void sign_manyKeysOnManyThreads_neverUsesAnother() throws Exception {
        List<HsmKey> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(keys().generate(P_256));
        }
        Pkcs11RootKey rootKey = (Pkcs11RootKey) open.getFirst();
        try (HsmKeys few = Pkcs11HsmKeys.under(rootKey, KeyEngines.fastest(), 3);
                ExecutorService threads = Executors.newFixedThreadPool(12)) {
            List<Future<?>> outcomes = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                HsmKey key = all.get((i * 7 + i / 5) % all.size());
                outcomes.add(
                        threads.submit(() -> {
                            byte[] made = few.sign(key, SignatureAlgorithm.ES256, new byte[32]);
                            assertTrue(verifies(key, made));
                            return null;
                        }));
            }
            for (Future<?> outcome : outcomes) {
                outcome.get();
            }
        }
    }

    @Test
    void keys_ofAnotherNodeWithTheRootKey_workHere() throws Exception {
        HsmKey key = keys().generate(P_256);
        SoftHsm copy = softHsm.copyTo(softHsm.folder().resolveSibling("softhsm-keys-copy"));
        ProcessBuilder command =
                OtherJvm.running(
                        HsmKeysOnCopy.class,
                        List.of("-Xmx256m"),
                        TOKEN,
                        HEX.formatHex(key.publicPart().orElseThrow().subjectPublicKeyInfo()),
                        HEX.formatHex(key.blob()));
        command.environment().put("SOFTHSM2_CONF", copy.configuration().toString());
        String output = SoftHsm.run(command);
        assertTrue(verifies(key, HEX.parseHex(field(output, "signature", 1))), output);
        byte[] blob = HEX.parseHex(field(output, "ec", 2));
        sign(HsmKey.pair(PublicPart.of(P_256, HEX.parseHex(field(output, "ec", 1))), blob));
    }

    private static String field(String output, String line, int index) {
        return output.lines()
                .filter(one -> one.startsWith(line + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(output))
                .split(" ", -1)[index];
    }
}
