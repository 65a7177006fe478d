package io.strongroom.hsm.escrow;

import io.strongroom.hsm.HsmException;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Officers with key pairs of this run. */
public record TestOfficers(List<KeyPair> pairs) {
    public static TestOfficers of(int count) throws GeneralSecurityException {
        List<KeyPair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pairs.add(pair(2048));
        }
        return new TestOfficers(pairs);
    }

    static KeyPair pair(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    static String publicPem(KeyPair pair) {
        return Pem.of((RSAPublicKey) pair.getPublic());
    }

    static byte[] privatePem(KeyPair pair) {
        String lines = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                .formatted(lines)
                .getBytes(StandardCharsets.US_ASCII);
    }

    public Escrow.Officers required(int required) throws HsmException {
        List<Officer> officers = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            officers.add(Officer.read("officer-" + i, publicPem(pairs.get(i))));
        }
        return Escrow.Officers.of(officers, required);
    }

    public OfficerKey key(int officer) throws HsmException {
        return OfficerKey.read(privatePem(pairs.get(officer)), Optional.empty());
    }
}
