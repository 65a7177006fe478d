package io.strongroom.raft.ratis.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The hosts that a certificate is for, and one spelling for each. */
final class PeerNames {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private PeerNames() {}

    /** Its alternative names that are hosts; the common name is none. */
    static Set<String> of(X509Certificate certificate) {
        Set<String> hosts = new TreeSet<>();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                names.stream()
                        .filter(PeerNames::isHost)
                        .forEach(name -> hosts.add(normal(String.valueOf(name.get(1)))));
            }
            return hosts;
        } catch (CertificateParsingException unreadable) {
            // A certificate whose names cannot be read is for nobody.
            return Set.of();
        }
    }

    private static boolean isHost(List<?> name) {
        return name.get(0) instanceof Integer kind && (kind == DNS_NAME || kind == IP_ADDRESS);
    }

    /** One spelling for each address; a name stays a name and is never looked up. */
    static String normal(String host) {
        try {
            return InetAddress.ofLiteral(host).getHostAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return host.toLowerCase(Locale.ROOT);
        }
    }
}
