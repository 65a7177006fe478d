package io.strongroom.raft.ratis.tls;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.function.Supplier;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets in only nodes: the chain must lead to the cluster's authority, and one of the certificate's
 * alternative names must be the host of a peer. Without the second check every certificate of that
 * authority would open the log. Thread-safe.
 */
final class PeerTrustManager extends X509ExtendedTrustManager {
    private final Supplier<X509ExtendedTrustManager> chain;
    private final Supplier<Set<String>> peerHosts;

    /**
     * @param chain checks chains against the cluster's authorities as they are now
     * @param peerHosts the hosts of the members as they are now; asked at every handshake
     */
    PeerTrustManager(Supplier<X509ExtendedTrustManager> chain, Supplier<Set<String>> peerHosts) {
        this.chain = chain;
        this.peerHosts = peerHosts;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
            throws CertificateException {
        chain.get().checkClientTrusted(certificates, type, engine);
        requirePeer(certificates);
        forbidResumption(engine.getHandshakeSession());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
            throws CertificateException {
        chain.get().checkServerTrusted(certificates, type, engine);
        requirePeer(certificates);
        forbidResumption(engine.getHandshakeSession());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, Socket socket)
            throws CertificateException {
        chain.get().checkClientTrusted(certificates, type, socket);
        requirePeer(certificates);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, Socket socket)
            throws CertificateException {
        chain.get().checkServerTrusted(certificates, type, socket);
        requirePeer(certificates);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type)
            throws CertificateException {
        chain.get().checkClientTrusted(certificates, type);
        requirePeer(certificates);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type)
            throws CertificateException {
        chain.get().checkServerTrusted(certificates, type);
        requirePeer(certificates);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chain.get().getAcceptedIssuers();
    }

    private void requirePeer(X509Certificate[] certificates) throws CertificateException {
        Set<String> named = PeerNames.of(certificates[0]);
        if (peerHosts.get().stream().map(PeerNames::normal).noneMatch(named::contains)) {
            throw new CertificateException(
                    "the certificate of %s names no peer of this cluster"
                            .formatted(certificates[0].getSubjectX500Principal()));
        }
    }

    /**
     * A resumed session would show no certificate again: who has left the cluster, and a
     * certificate that was exchanged, would go on for as long as the session's ticket lives.
     */
    private static void forbidResumption(@Nullable SSLSession handshake) {
        if (handshake != null) {
            handshake.invalidate();
        }
    }
}
