package io.strongroom.raft.ratis.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One set of certificate, key and authorities that fits together. Immutable.
 *
 * @param digest of the files that it was read from
 * @param notAfter when the first certificate of the chain expires
 */
record NodeIdentity(
        String digest,
        X509ExtendedKeyManager keys,
        X509ExtendedTrustManager trust,
        Instant notAfter) {
    private static final char[] NO_PASSWORD = new char[0];

    /**
     * Reads the set and refuses it unless peers could work with it.
     *
     * @param host under which the other nodes reach this one
     */
    static NodeIdentity of(PemFiles files, String host, Instant now)
            throws UnusableIdentityException {
        List<X509Certificate> chain = files.chain();
        List<X509Certificate> authorities = files.authorities();
        PrivateKey key = files.key();
        X509Certificate leaf = chain.getFirst();
        if (!belongTogether(key, leaf.getPublicKey())) {
            throw new UnusableIdentityException(
                    "the key in %s is not the one of the certificate in %s"
                            .formatted(files.names().privateKey(), files.names().certificate()));
        }
        requireValid(files, chain, now);
        if (!PeerNames.of(leaf).contains(PeerNames.normal(host))) {
            throw new UnusableIdentityException(
                    "the certificate in %s is not for this node: %s is not among its alternative names %s"
                            .formatted(files.names().certificate(), host, PeerNames.of(leaf)));
        }
        try {
            X509ExtendedTrustManager trust = trustManager(authorities);
            requireTrusted(files, trust, chain);
            return new NodeIdentity(
                    files.digest(),
                    keyManager(key, chain),
                    trust,
                    chain.stream()
                            .map(certificate -> certificate.getNotAfter().toInstant())
                            .min(Comparator.naturalOrder())
                            .orElseThrow());
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusableIdentityException(
                    "cannot use the chain in %s (%s)"
                            .formatted(files.names().certificate(), e.getMessage()),
                    e);
        }
    }

    private static void requireValid(PemFiles files, List<X509Certificate> chain, Instant now)
            throws UnusableIdentityException {
        for (X509Certificate certificate : chain) {
            Instant from = certificate.getNotBefore().toInstant();
            Instant until = certificate.getNotAfter().toInstant();
            if (now.isBefore(from) || now.isAfter(until)) {
                throw new UnusableIdentityException(
                        "the certificate of %s in %s is valid from %s to %s, and it is %s"
                                .formatted(
                                        certificate.getSubjectX500Principal(),
                                        files.names().certificate(),
                                        from,
                                        until,
                                        now));
            }
        }
    }

    /** The other nodes have the same authorities: what we would refuse, they refuse. */
    private static void requireTrusted(
            PemFiles files, X509ExtendedTrustManager trust, List<X509Certificate> chain)
            throws UnusableIdentityException {
        X509Certificate[] presented = chain.toArray(X509Certificate[]::new);
        try {
            // A node is the server of some connections and the client of others.
            trust.checkServerTrusted(presented, "UNKNOWN");
            trust.checkClientTrusted(presented, "UNKNOWN");
        } catch (GeneralSecurityException e) {
            throw new UnusableIdentityException(
                    "no authority in %s stands behind the certificate in %s (%s)"
                            .formatted(
                                    files.names().trusted(),
                                    files.names().certificate(),
                                    e.getMessage()),
                    e);
        }
    }

    private static boolean belongTogether(PrivateKey key, PublicKey certified) {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        byte[] sample = {1, 2, 3, 4};
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(sample);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certified);
            verifier.update(sample);
            return verifier.verify(signature);
        } catch (GeneralSecurityException notEvenThat) {
            return false;
        }
    }

    private static X509ExtendedKeyManager keyManager(PrivateKey key, List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        store.setKeyEntry("node", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return Arrays.stream(factory.getKeyManagers())
                .filter(X509ExtendedKeyManager.class::isInstance)
                .map(X509ExtendedKeyManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new IOException("this JVM has no X.509 key manager"));
    }

    private static X509ExtendedTrustManager trustManager(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        int number = 0;
        for (Certificate authority : authorities) {
            store.setCertificateEntry("authority-" + number++, authority);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new IOException("this JVM has no X.509 trust manager"));
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
