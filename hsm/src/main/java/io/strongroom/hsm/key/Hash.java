package io.strongroom.hsm.key;

/** The hashes inside signatures and paddings. */
public enum Hash {
    SHA_1("SHA-1", "SHA1", 20),
    SHA_256("SHA-256", "SHA256", 32),
    SHA_384("SHA-384", "SHA384", 48),
    SHA_512("SHA-512", "SHA512", 64);

    private final String javaName;
    private final String opensslName;
    private final int bytes;

    Hash(String javaName, String opensslName, int bytes) {
        this.javaName = javaName;
        this.opensslName = opensslName;
        this.bytes = bytes;
    }

    public String javaName() {
        return javaName;
    }

    public String opensslName() {
        return opensslName;
    }

    /** Of a digest. */
    public int bytes() {
        return bytes;
    }
}
