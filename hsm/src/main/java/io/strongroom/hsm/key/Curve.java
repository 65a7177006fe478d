package io.strongroom.hsm.key;

/** The curves that keys can be on, under their names in JWKs (RFC 7518 6.2.1.1, RFC 8812 3.1). */
public enum Curve {
    P_256("P-256", "prime256v1", 32),
    P_384("P-384", "secp384r1", 48),
    P_521("P-521", "secp521r1", 66),
    /** Bitcoin's; "P-256K" is Key Vault's name for it. */
    P_256K("P-256K", "secp256k1", 32);

    private final String crv;
    private final String standardName;
    private final int coordinateBytes;

    Curve(String crv, String standardName, int coordinateBytes) {
        this.crv = crv;
        this.standardName = standardName;
        this.coordinateBytes = coordinateBytes;
    }

    /** As it stands in a JWK. */
    public String crv() {
        return crv;
    }

    /** Of X9.62 or SEC 2, by which OpenSSL and Java's providers know it. */
    public String standardName() {
        return standardName;
    }

    /** Of the field. */
    public int bits() {
        return this == P_521 ? 521 : 8 * coordinateBytes;
    }

    /** Of x, y and the private number, and of each half of a signature. */
    public int coordinateBytes() {
        return coordinateBytes;
    }
}
