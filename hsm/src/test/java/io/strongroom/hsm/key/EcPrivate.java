package io.strongroom.hsm.key;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;

/** The private number of a pair on a curve. */
final class EcPrivate {
    private EcPrivate() {}

    static BigInteger numberOf(KeyPair pair) {
        return pair.pkcs8()
                .use(der -> {
                    try {
                        return ECPrivateKey.getInstance(
                                        PrivateKeyInfo.getInstance(der).parsePrivateKey())
                                .getKey();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
