package io.strongroom.hsm.key;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * How digests are signed, under the names of RFC 7518 3.1 and RFC 8812. Every algorithm signs a
 * digest that the caller has made; nothing here hashes a message.
 */
public enum SignatureAlgorithm {
    RS256("RS256", Scheme.RSA_PKCS1, Hash.SHA_256, null),
    RS384("RS384", Scheme.RSA_PKCS1, Hash.SHA_384, null),
    RS512("RS512", Scheme.RSA_PKCS1, Hash.SHA_512, null),
    PS256("PS256", Scheme.RSA_PSS, Hash.SHA_256, null),
    PS384("PS384", Scheme.RSA_PSS, Hash.SHA_384, null),
    PS512("PS512", Scheme.RSA_PSS, Hash.SHA_512, null),
    /** Key Vault's own: PKCS#1 padding around what the caller gives, without a DigestInfo. */
    RSNULL("RSNULL", Scheme.RSA_RAW_PKCS1, null, null),
    ES256("ES256", Scheme.ECDSA, Hash.SHA_256, Curve.P_256),
    ES384("ES384", Scheme.ECDSA, Hash.SHA_384, Curve.P_384),
    ES512("ES512", Scheme.ECDSA, Hash.SHA_512, Curve.P_521),
    ES256K("ES256K", Scheme.ECDSA, Hash.SHA_256, Curve.P_256K);

    /** What is done with the digest. */
    public enum Scheme {
        RSA_PKCS1,
        /** The salt is as long as the digest, the mask is of the same hash. */
        RSA_PSS,
        RSA_RAW_PKCS1,
        /** The signature is r and s, each as long as a coordinate, not DER. */
        ECDSA
    }

    private final String jwa;
    private final Scheme scheme;
    private final @Nullable Hash hash;
    private final @Nullable Curve curve;

    SignatureAlgorithm(String jwa, Scheme scheme, @Nullable Hash hash, @Nullable Curve curve) {
        this.jwa = jwa;
        this.scheme = scheme;
        this.hash = hash;
        this.curve = curve;
    }

    public String jwa() {
        return jwa;
    }

    public Scheme scheme() {
        return scheme;
    }

    /** Whose digests it signs; empty when any bytes are signed. */
    public Optional<Hash> hash() {
        return Optional.ofNullable(hash);
    }

    /** Whose keys sign so; empty for RSA. */
    public Optional<Curve> curve() {
        return Optional.ofNullable(curve);
    }

    /** Whether keys of this kind can sign so. */
    public boolean suits(KeySpec key) {
        return switch (key) {
            case KeySpec.Rsa _ -> scheme != Scheme.ECDSA;
            case KeySpec.Ec(Curve of) -> of == curve;
            case KeySpec.Oct _ -> false;
        };
    }
}
