package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.PaddingProbes;
import io.strongroom.hsm.key.PaddingProbes.Fault;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.bouncycastle.BouncyCastleEngine;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.key.Pkcs11HsmKeys;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long it takes until a ciphertext is refused, by what is wrong inside it, each fault once in
 * every round and in a random order. What the quickest tenth of the trials stay below is compared:
 * the medians are other load's on a busy machine. Argument: rounds. Prints a table in Markdown.
 */
final class PaddingBench {
    private static final KeySpec.Rsa SPEC = new KeySpec.Rsa(2048);

    /** So that nothing is remembered of a ciphertext. */
    private static final int CIPHERTEXTS = 256;

    private final int trials;

    private PaddingBench(int trials) {
        this.trials = trials;
    }

    /** What decrypts. */
    private interface Decrypting {
        byte[] plaintext(RsaEncryption algorithm, byte[] ciphertext) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        PaddingBench bench = new PaddingBench(Integer.parseInt(arguments[0]));
        System.out.println(
                "| RSA-2048 in | algorithm | first byte wrong, us | type or hash wrong | no end |"
                        + " filling wrong | nothing wrong |");
        System.out.println("|---|---|---:|---:|---:|---:|---:|");
        for (KeyEngine engine : List.of(KeyEngines.fastest(), new BouncyCastleEngine())) {
            try (KeyPair pair = engine.generate(SPEC);
                    ReadyKey key = engine.ready(SPEC, pair.pkcs8())) {
                bench.rows(engine.name(), pair.publicPart(), key::decrypt);
            }
        }
        SoftHsm.installed();
        char[] pin = SoftHsm.PIN.toCharArray();
        Pkcs11RootKey.generate(SoftHsm.module(), "strongroom-keys", pin, "root");
        try (Pkcs11RootKey root =
                        Pkcs11RootKey.open(SoftHsm.module(), "strongroom-keys", pin, "root");
                HsmKeys keys = Pkcs11HsmKeys.under(root, KeyEngines.fastest(), 10)) {
            HsmKey key = keys.generate(SPEC);
            bench.rows(
                    "SoftHSM",
                    key.publicPart().orElseThrow(),
                    (algorithm, ciphertext) -> keys.decrypt(key, algorithm, ciphertext));
        }
    }

    private void rows(String where, PublicPart half, Decrypting key) throws Exception {
        for (RsaEncryption algorithm : RsaEncryption.values()) {
            Map<Fault, List<byte[]>> probes = new EnumMap<>(Fault.class);
            for (Fault fault : Fault.values()) {
                PublicPart.Rsa rsa = (PublicPart.Rsa) half;
                probes.put(fault, PaddingProbes.many(rsa, algorithm, fault, CIPHERTEXTS));
            }
            var _ = micros(probes, algorithm, key, trials / 10 + 1); // Compiled by then.
            Map<Fault, Double> micros = micros(probes, algorithm, key, trials);
            double first = micros.getOrDefault(Fault.FIRST_BYTE, 0.0);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.1f | %.3f | %.3f | %.3f | %.3f |%n",
                    where,
                    algorithm.jwa(),
                    first,
                    micros.getOrDefault(Fault.MARK, 0.0) / first,
                    micros.getOrDefault(Fault.NO_END, 0.0) / first,
                    micros.getOrDefault(Fault.FILLING, 0.0) / first,
                    micros.getOrDefault(Fault.NONE, 0.0) / first);
        }
    }

    private static Map<Fault, Double> micros(
            Map<Fault, List<byte[]>> probes, RsaEncryption algorithm, Decrypting key, int trials)
            throws Exception {
        Map<Fault, long[]> nanos = new EnumMap<>(Fault.class);
        List<Fault> order = new ArrayList<>(List.of(Fault.values()));
        for (int i = 0; i < trials; i++) {
            Collections.shuffle(order);
            for (Fault fault : order) {
                List<byte[]> some = probes.getOrDefault(fault, List.of());
                nanos.computeIfAbsent(fault, _ -> new long[trials])[i] =
                        time(key, algorithm, some.get(i % CIPHERTEXTS), fault);
            }
        }
        Map<Fault, Double> micros = new EnumMap<>(Fault.class);
        nanos.forEach((fault, all) -> {
            Arrays.sort(all);
            micros.put(fault, all[all.length / 10] / 1e3);
        });
        return micros;
    }

    private static long time(
            Decrypting key, RsaEncryption algorithm, byte[] ciphertext, Fault fault)
            throws Exception {
        boolean opened;
        long start = System.nanoTime();
        try {
            opened = key.plaintext(algorithm, ciphertext).length > 0;
        } catch (BadInputException e) {
            opened = false;
        }
        long took = System.nanoTime() - start;
        if (opened != (fault == Fault.NONE)) {
            throw new IllegalStateException(algorithm + " and " + fault + ": opened " + opened);
        }
        return took;
    }
}
