package io.strongroom.raft.ratis;

import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets in only nodes: the chain must lead to the cluster's authority, and one of the certificate's
 * alternative names must be the host of a peer. Without the second check every certificate of that
 * authority would open the log. Thread-safe.
 */
final class PeerTrustManager extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final X509ExtendedTrustManager chain;
    private final Supplier<Set<String>> peerHosts;

    PeerTrustManager(X509ExtendedTrustManager chain, Supplier<Set<String>> peerHosts) {
        this.chain = chain;
        this.peerHosts = peerHosts;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
            throws CertificateException {
        chain.checkClientTrusted(certificates, type, engine);
        requirePeer(certificates);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
            throws CertificateException {
        chain.checkServerTrusted(certificates, type, engine);
        requirePeer(certificates);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, Socket socket)
            throws CertificateException {
        chain.checkClientTrusted(certificates, type, socket);
        requirePeer(certificates);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, Socket socket)
            throws CertificateException {
        chain.checkServerTrusted(certificates, type, socket);
        requirePeer(certificates);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type)
            throws CertificateException {
        chain.checkClientTrusted(certificates, type);
        requirePeer(certificates);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type)
            throws CertificateException {
        chain.checkServerTrusted(certificates, type);
        requirePeer(certificates);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chain.getAcceptedIssuers();
    }

    private void requirePeer(X509Certificate[] certificates) throws CertificateException {
        Set<String> hosts =
                peerHosts.get().stream()
                        .map(PeerTrustManager::normal)
                        .collect(Collectors.toUnmodifiableSet());
        Collection<List<?>> names = certificates[0].getSubjectAlternativeNames();
        boolean peer =
                names != null
                        && names.stream()
                                .filter(PeerTrustManager::isHost)
                                .map(name -> normal(String.valueOf(name.get(1))))
                                .anyMatch(hosts::contains);
        if (!peer) {
            throw new CertificateException(
                    "the certificate of %s names no peer of this cluster"
                            .formatted(certificates[0].getSubjectX500Principal()));
        }
    }

    private static boolean isHost(List<?> name) {
        return name.get(0) instanceof Integer kind && (kind == DNS_NAME || kind == IP_ADDRESS);
    }

    /** One spelling for each address; a name stays a name and is never looked up. */
    private static String normal(String host) {
        try {
            return InetAddress.ofLiteral(host).getHostAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return host.toLowerCase(Locale.ROOT);
        }
    }
}
