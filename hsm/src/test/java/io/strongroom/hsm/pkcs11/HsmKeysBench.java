package io.strongroom.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import com.sun.management.OperatingSystemMXBean;

import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.DigestInfo;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.key.Pkcs11HsmKeys;

import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.Token;
import org.xipki.pkcs11.wrapper.TokenException;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Signatures per second with SoftHSM: the bare module on as many sessions as callers, the same with
 * unwrapping and destroying around each signature, and ours, which verifies each; rounds of each in
 * turn, medians. SOFTHSM2_CONF has to name a file in a folder that may be emptied.
 *
 * <p>Arguments: callers, seconds per round, rounds.
 */
final class HsmKeysBench {
    private static final String TOKEN = "strongroom-keys";

    private final OperatingSystemMXBean processor =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final Token token;
    private final HsmKeys keys;
    private final int callers;
    private final Duration round;

    private HsmKeysBench(Token token, HsmKeys keys, int callers, Duration round) {
        this.token = token;
        this.keys = keys;
        this.callers = callers;
        this.round = round;
    }

    /** One caller's next signature. */
    private interface Signer {
        byte[] sign() throws Exception;
    }

    private interface Signers {
        Signer one() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        int callers = args.length > 0 ? Integer.parseInt(args[0]) : 4;
        Duration round = Duration.ofSeconds(args.length > 1 ? Integer.parseInt(args[1]) : 3);
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        SoftHsm.installed();
        char[] pin = SoftHsm.PIN.toCharArray();
        Pkcs11RootKey.generate(SoftHsm.module(), TOKEN, pin, "root");
        try (Pkcs11RootKey rootKey = Pkcs11RootKey.open(SoftHsm.module(), TOKEN, pin, "root");
                HsmKeys keys = Pkcs11HsmKeys.under(rootKey, KeyEngines.fastest(), 50)) {
            HsmKeysBench bench = new HsmKeysBench(token(), keys, callers, round);
            bench.run(new KeySpec.Rsa(2048), SignatureAlgorithm.RS256, rounds);
            bench.run(new KeySpec.Ec(Curve.P_256), SignatureAlgorithm.ES256, rounds);
        }
        // SoftHSM is known to crash when a process ends in order.
        Runtime.getRuntime().halt(0);
    }

    private static Token token() throws Exception {
        LoadedModule module = LoadedModule.load(SoftHsm.module());
        return module.enter(module.epoch(), inside -> RawToken.token(inside, TOKEN));
    }

    private void run(KeySpec spec, SignatureAlgorithm algorithm, int rounds) throws Exception {
        HsmKey key = keys.generate(spec);
        boolean rsa = spec instanceof KeySpec.Rsa;
        byte[] data = rsa ? DigestInfo.of(Hash.SHA_256, new byte[32]) : new byte[32];
        byte[] wrapped = Arrays.copyOfRange(key.blob(), 1, key.blob().length);
        Session owner = token.openSession(false);
        long root = owner.findObjectsSingle(AttributeVector.newSecretKey().label("root"), 1)[0];
        long handle = unwrap(owner, root, wrapped, rsa);
        Mechanism mechanism = new Mechanism(rsa ? CKM_RSA_PKCS : CKM_ECDSA);
        List<Signers> all =
                List.of(
                        () -> {
                            Session session = token.openSession(false);
                            return () -> session.signSingle(mechanism, handle, data);
                        },
                        () -> {
                            Session session = token.openSession(false);
                            return () -> {
                                long own = unwrap(session, root, wrapped, rsa);
                                byte[] made = session.signSingle(mechanism, own, data);
                                session.destroyObject(own);
                                return made;
                            };
                        },
                        () -> () -> keys.sign(key, algorithm, new byte[32]));
        double[][] perSecond = new double[all.size()][rounds];
        double[][] cpuMicros = new double[all.size()][rounds];
        for (int i = 0; i < rounds; i++) {
            for (int j = 0; j < all.size(); j++) {
                Measured measured = measured(all.get(j));
                perSecond[j][i] = measured.perSecond();
                cpuMicros[j][i] = measured.cpuMicros();
            }
        }
        owner.closeSession();
        System.out.printf(
                Locale.ROOT,
                "%s, %d callers: processor time of one: bare %.0f us, with unwrap and destroy %.0f"
                        + " us, ours %.0f us%n",
                algorithm.jwa(),
                callers,
                median(cpuMicros[0]),
                median(cpuMicros[1]),
                median(cpuMicros[2]));
        double bare = median(perSecond[0]);
        System.out.printf(
                Locale.ROOT,
                "%s, %d callers: bare module %.0f/s, bare with unwrap and destroy %.0f/s (%.2f),"
                        + " ours %.0f/s (%.2f)%n",
                algorithm.jwa(),
                callers,
                bare,
                median(perSecond[1]),
                median(perSecond[1]) / bare,
                median(perSecond[2]),
                median(perSecond[2]) / bare);
    }

    private static long unwrap(Session session, long root, byte[] wrapped, boolean rsa)
            throws TokenException {
        AttributeVector template =
                AttributeVector.newPrivateKey(rsa ? CKK_RSA : CKK_EC)
                        .token(false)
                        .private_(true)
                        .sensitive(true)
                        .extractable(false)
                        .sign(true);
        return session.unwrapKey(new Mechanism(CKM_AES_KEY_WRAP_PAD), root, wrapped, template);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Processor time is of the whole process, and does not depend on what else runs. */
    private record Measured(double perSecond, double cpuMicros) {}

    private Measured measured(Signers signers) throws Exception {
        List<Callable<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            Signer signer = signers.one();
            for (int j = 0; j < 200; j++) {
                var _ = signer.sign();
            }
            tasks.add(() -> {
                long made = 0;
                long end = System.nanoTime() + round.toNanos();
                while (System.nanoTime() - end < 0) {
                    var _ = signer.sign();
                    made++;
                }
                return made;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            long made = 0;
            long cpuStart = processor.getProcessCpuTime();
            long start = System.nanoTime();
            for (Future<Long> one : threads.invokeAll(tasks)) {
                made += one.get();
            }
            return new Measured(
                    made * 1e9 / (System.nanoTime() - start),
                    (processor.getProcessCpuTime() - cpuStart) / (1e3 * made));
        }
    }
}
