package io.strongroom.hsm.key;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.strongroom.hsm.SecretBytes;

import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The openssl program, which knows nothing of us: another opinion on what keys do. What it is given
 * and gives are files in one folder. For one thread.
 */
public final class OpensslProgram {
    private static final String CBC_IV = "1af38c2dc2b96ffdd86694092341bc04";

    private final Path folder;
    private final Path in;
    private final Path out;
    private final Path publicHalf;
    private final Path signature;
    private int keys;

    private OpensslProgram(Path folder) {
        this.folder = folder;
        in = folder.resolve("in");
        out = folder.resolve("out");
        publicHalf = folder.resolve("public.der");
        signature = folder.resolve("signature");
    }

    /** The test is skipped where there is no such program, except in CI. */
    public static OpensslProgram in(Path folder) throws IOException, InterruptedException {
        OpensslProgram program = new OpensslProgram(folder);
        try {
            program.run(List.of("version"));
        } catch (IOException e) {
            String message = "no openssl program: apt-get install openssl (" + e + ")";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            Assumptions.abort(message);
        }
        return program;
    }

    private boolean succeeds(List<String> arguments) throws IOException, InterruptedException {
        return new ProcessBuilder(Stream.concat(Stream.of("openssl"), arguments.stream()).toList())
                        .redirectErrorStream(true)
                        .redirectOutput(said().toFile())
                        .start()
                        .waitFor()
                == 0;
    }

    private Path said() {
        return folder.resolve("said");
    }

    private void run(List<String> arguments) throws IOException, InterruptedException {
        assertTrue(succeeds(arguments), () -> "openssl " + arguments + ", see " + said());
    }

    private byte[] made(List<String> arguments, byte[] input)
            throws IOException, InterruptedException {
        Files.write(in, input);
        run(arguments);
        return Files.readAllBytes(out);
    }

    private static String path(Path file) {
        return file.toString();
    }

    private static List<String> all(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    /**
     * A pair that the program made.
     *
     * @param privateHalf its file
     */
    public record Made(KeyPair pair, Path privateHalf) {}

    public Made pair(KeySpec spec) throws IOException, InterruptedException {
        Path file = folder.resolve("private-" + ++keys);
        List<String> kind =
                switch (spec) {
                    case KeySpec.Rsa rsa ->
                            List.of("RSA", "-pkeyopt", "rsa_keygen_bits:" + rsa.bits());
                    case KeySpec.Ec(Curve curve) ->
                            List.of("EC", "-pkeyopt", "ec_paramgen_curve:" + curve.standardName());
                    case KeySpec.Oct _ -> throw new IllegalArgumentException("not a pair");
                };
        run(
                Stream.of(
                                List.of("genpkey", "-outform", "PEM", "-out", file.toString()),
                                List.of("-algorithm"),
                                kind)
                        .flatMap(List::stream)
                        .toList());
        // As PEM it is a PKCS#8, as DER it is not.
        String pem = Files.readString(file).replaceAll("-----[A-Z ]*-----|\\s", "");
        SecretBytes pkcs8 = SecretBytes.adopt(Base64.getDecoder().decode(pem));
        return new Made(KeyPair.of(spec, pkcs8), file);
    }

    /** With the message's digest, that the program makes itself; RSNULL's is the message. */
    public byte[] sign(Made key, SignatureAlgorithm algorithm, byte[] message)
            throws IOException, InterruptedException {
        String file = path(key.privateHalf());
        List<String> arguments =
                algorithm.scheme() == SignatureAlgorithm.Scheme.RSA_RAW_PKCS1
                        ? all(raw(), "-sign", "-inkey", file, "-in", path(in), "-out", path(out))
                        : all(digested(algorithm), "-out", path(out), "-sign", file, path(in));
        byte[] made = made(arguments, message);
        return key.pair().publicPart().spec() instanceof KeySpec.Ec(Curve curve)
                ? unwoven(curve, made)
                : made;
    }

    /** What the program says of a signature of ours. */
    public boolean verifies(
            PublicPart half, SignatureAlgorithm algorithm, byte[] message, byte[] signed)
            throws IOException, InterruptedException {
        Files.write(publicHalf, half.subjectPublicKeyInfo());
        Files.write(signature, half instanceof PublicPart.Ec ? woven(signed) : signed);
        Files.write(in, message);
        String file = path(publicHalf);
        return succeeds(
                algorithm.scheme() == SignatureAlgorithm.Scheme.RSA_RAW_PKCS1
                        ? all(
                                raw(),
                                "-verify",
                                "-pubin",
                                "-inkey",
                                file,
                                "-keyform",
                                "DER",
                                "-sigfile",
                                path(signature),
                                "-in",
                                path(in))
                        : all(
                                digested(algorithm),
                                "-verify",
                                file,
                                "-keyform",
                                "DER",
                                "-signature",
                                path(signature),
                                path(in)));
    }

    private static List<String> raw() {
        return List.of("pkeyutl", "-pkeyopt", "rsa_padding_mode:pkcs1");
    }

    private static List<String> digested(SignatureAlgorithm algorithm) {
        List<String> plain = List.of("dgst", "-" + algorithm.hash().orElseThrow().opensslName());
        return algorithm.scheme() == SignatureAlgorithm.Scheme.RSA_PSS
                ? all(plain, "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest")
                : plain;
    }

    /** From r and s, one behind the other, to DER (RFC 3279 2.2.3). */
    private static byte[] woven(byte[] raw) throws IOException {
        int half = raw.length / 2;
        ASN1Integer[] both = {
            new ASN1Integer(new BigInteger(1, Arrays.copyOf(raw, half))),
            new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(raw, half, raw.length)))
        };
        return new DERSequence(both).getEncoded();
    }

    private static byte[] unwoven(Curve curve, byte[] der) {
        ASN1Sequence both = ASN1Sequence.getInstance(der);
        int half = curve.coordinateBytes();
        byte[] raw = new byte[2 * half];
        for (int i = 0; i < 2; i++) {
            BigInteger number = ASN1Integer.getInstance(both.getObjectAt(i)).getPositiveValue();
            byte[] bytes = BigIntegers.asUnsignedByteArray(half, number);
            System.arraycopy(bytes, 0, raw, i * half, half);
        }
        return raw;
    }

    public byte[] encrypt(PublicPart half, RsaEncryption algorithm, byte[] text)
            throws IOException, InterruptedException {
        Files.write(publicHalf, half.subjectPublicKeyInfo());
        return made(
                all(
                        padded(algorithm),
                        "-encrypt",
                        "-pubin",
                        "-inkey",
                        path(publicHalf),
                        "-keyform",
                        "DER"),
                text);
    }

    public byte[] decrypt(Made key, RsaEncryption algorithm, byte[] ciphertext)
            throws IOException, InterruptedException {
        return made(
                all(padded(algorithm), "-decrypt", "-inkey", path(key.privateHalf())), ciphertext);
    }

    private List<String> padded(RsaEncryption algorithm) {
        List<String> files = List.of("pkeyutl", "-in", path(in), "-out", path(out), "-pkeyopt");
        return algorithm
                .hash()
                .map(hash ->
                        all(
                                files,
                                "rsa_padding_mode:oaep",
                                "-pkeyopt",
                                "rsa_oaep_md:" + hash.opensslName(),
                                "-pkeyopt",
                                "rsa_mgf1_md:" + hash.opensslName()))
                .orElseGet(() -> all(files, "rsa_padding_mode:pkcs1"));
    }

    /** Encrypts or decrypts with a symmetric key; the program has no GCM. */
    public byte[] cipher(boolean encrypts, AesAlgorithm algorithm, byte[] key, byte[] text)
            throws IOException, InterruptedException {
        int bits = 8 * key.length;
        List<String> how =
                switch (algorithm.mode()) {
                    case GCM -> throw new IllegalArgumentException("the program has no GCM");
                    case CBC -> List.of("-aes-" + bits + "-cbc", "-nopad", "-iv", CBC_IV);
                    case CBC_PAD -> List.of("-aes-" + bits + "-cbc", "-iv", CBC_IV);
                    // What RFC 3394 2.2.3.1 and RFC 5649 3 have for a vector.
                    case KEY_WRAP -> List.of("-id-aes" + bits + "-wrap", "-iv", "a6a6a6a6a6a6a6a6");
                    case KEY_WRAP_PAD -> List.of("-id-aes" + bits + "-wrap-pad", "-iv", "a65959a6");
                };
        List<String> arguments =
                all(
                        List.of("enc", encrypts ? "-e" : "-d"),
                        "-K",
                        HexFormat.of().formatHex(key),
                        "-in",
                        path(in),
                        "-out",
                        path(out));
        arguments.addAll(how);
        return made(arguments, text);
    }

    /** The vector that {@link #cipher} takes for CBC. */
    public static byte[] iv() {
        return HexFormat.of().parseHex(CBC_IV);
    }

    public byte[] mac(Hash hash, byte[] key, byte[] message)
            throws IOException, InterruptedException {
        return made(
                List.of(
                        "dgst",
                        "-" + hash.opensslName(),
                        "-mac",
                        "HMAC",
                        "-macopt",
                        "hexkey:" + HexFormat.of().formatHex(key),
                        "-binary",
                        "-out",
                        path(out),
                        path(in)),
                message);
    }
}
