package io.strongroom.hsm.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;

/** The examples that the standards give for symmetric keys. */
public final class RfcVectors {
    private static final HexFormat HEX = HexFormat.of();

    private static final String BYTES =
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                    + "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";

    /** Of the examples in RFC 3394. */
    private static final String DATA =
            "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f";

    private static final byte[] PRINCIPLE =
            ("A cipher system must not be required to be secret, and it must be able to fall into"
                            + " the hands of the enemy without inconvenience")
                    .getBytes(US_ASCII);

    private RfcVectors() {}

    /**
     * One key that is wrapped.
     *
     * @param algorithm the one of its kind that is for any size
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Wrap(
            String source, AesAlgorithm algorithm, byte[] key, byte[] message, byte[] wrapped) {
        /** With the one for keys of this size, where there is one. */
        public List<AesAlgorithm> algorithms() {
            return algorithm.mode() == AesAlgorithm.Mode.KEY_WRAP_PAD
                    ? List.of(algorithm)
                    : List.of(algorithm, AesAlgorithm.valueOf("A" + 8 * key.length + "KW"));
        }
    }

    private static Wrap rfc3394(String section, int keyBytes, int dataBytes, String wrapped) {
        return new Wrap(
                "RFC 3394 " + section,
                AesAlgorithm.CKM_AES_KEY_WRAP,
                HEX.parseHex(BYTES.substring(0, 2 * keyBytes)),
                HEX.parseHex(DATA.substring(0, 2 * dataBytes)),
                HEX.parseHex(wrapped));
    }

    private static Wrap rfc5649(String message, String wrapped) {
        return new Wrap(
                "RFC 5649 6",
                AesAlgorithm.CKM_AES_KEY_WRAP_PAD,
                HEX.parseHex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8"),
                HEX.parseHex(message),
                HEX.parseHex(wrapped));
    }

    public static List<Wrap> wraps() {
        return List.of(
                rfc3394("4.1", 16, 16, "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"),
                rfc3394("4.2", 24, 16, "96778b25ae6ca435f92b5b97c050aed2468ab8a17ad84e5d"),
                rfc3394("4.3", 32, 16, "64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7"),
                rfc3394(
                        "4.4",
                        24,
                        24,
                        "031d33264e15d33268f24ec260743edce1c6c7ddee725a936ba814915c6762d2"),
                rfc3394(
                        "4.5",
                        32,
                        24,
                        "a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1"),
                rfc3394(
                        "4.6",
                        32,
                        32,
                        "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43b"
                                + "fb988b9b7a02dd21"),
                rfc5649(
                        "c37b7e6492584340bed12207808941155068f738",
                        "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"),
                rfc5649("466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f"),
                new Wrap(
                        "RFC 7516 A.3",
                        AesAlgorithm.CKM_AES_KEY_WRAP,
                        HEX.parseHex("19ac2082e1721ab58a6afec05f854a52"),
                        HEX.parseHex(
                                "04d31fc5549dfcfe0b649dfa3faa6ace6b7cd42d6f6b09dbc8b100f08f9c2ccf"),
                        HEX.parseHex(
                                "e8a07bd3b74cf584c8807b4bbed81643c98ac1ba095b7a1ff65a1c8b39034c7c"
                                        + "c10b6225ad3d6839")));
    }

    /**
     * One text that is encrypted and authenticated, by two keys.
     *
     * @param code the first half of it
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Sealed(
            String source,
            AesAlgorithm algorithm,
            Hash hash,
            byte[] macKey,
            byte[] key,
            byte[] ciphertext,
            byte[] code) {
        public byte[] plaintext() {
            return PRINCIPLE.clone();
        }

        public byte[] iv() {
            return HEX.parseHex("1af38c2dc2b96ffdd86694092341bc04");
        }

        /** What the code is of: beside it, the vector, the ciphertext, the first one's bits. */
        public byte[] authenticated() {
            byte[] beside = "The second principle of Auguste Kerckhoffs".getBytes(US_ASCII);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(beside);
            all.writeBytes(iv());
            all.writeBytes(ciphertext);
            all.writeBytes(HEX.parseHex("%016x".formatted(8 * beside.length)));
            return all.toByteArray();
        }
    }

    private static Sealed rfc7518(String section, int bytes, String ciphertext, String code) {
        return new Sealed(
                "RFC 7518 " + section,
                AesAlgorithm.valueOf("A" + 8 * bytes + "CBCPAD"),
                Hash.valueOf("SHA_" + 16 * bytes),
                HEX.parseHex(BYTES.substring(0, 2 * bytes)),
                HEX.parseHex(BYTES.substring(2 * bytes, 4 * bytes)),
                HEX.parseHex(ciphertext),
                HEX.parseHex(code));
    }

    public static List<Sealed> sealed() {
        return List.of(
                rfc7518(
                        "B.1",
                        16,
                        "c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9"
                                + "a94ac9b47ad2655c5f10f9aef71427e2fc6f9b3f399a221489f16362c7032336"
                                + "09d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b"
                                + "384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade5"
                                + "4b8851ffb598f7f80074b9473c82e2db",
                        "652c3fa36b0a7c5b3219fab3a30bc1c4"),
                rfc7518(
                        "B.2",
                        24,
                        "ea65da6b59e61edb419be62d19712ae5d303eeb50052d0dfd6697f77224c8edb"
                                + "000d279bdc14c1072654bd30944230c657bed4ca0c9f4a8466f22b226d174621"
                                + "4bf8cfc2400add9f5126e479663fc90b3bed787a2f0ffcbf3904be2a641d5c21"
                                + "05bfe591bae23b1d7449e532eef60a9ac8bb6c6b01d35d49787bcd57ef484927"
                                + "f280adc91ac0c4e79c7b11efc60054e3",
                        "8490ac0e58949bfe51875d733f93ac2075168039ccc733d7"),
                rfc7518(
                        "B.3",
                        32,
                        "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd"
                                + "822c301dd67c373bccb584ad3e9279c2e6d12a1374b77f077553df829410446b"
                                + "36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3"
                                + "a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950b"
                                + "be2638d09dd7a4930930806d0703b1f6",
                        "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5"));
    }
}
