package io.strongroom.server.http;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;

import io.strongroom.server.config.HttpSettings;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The certificate that clients are shown; its two files are looked at every second. A new pair that
 * fits together is shown from the next handshake on, another one is refused with a line in the log
 * and the old one stays. A pair must be found the same twice before it is judged, because its files
 * are written one after the other. Thread-safe.
 */
final class ServedCertificate implements TlsProvider {
    private static final Logger LOG = LoggerFactory.getLogger(ServedCertificate.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private static final class Content {
        private final byte[] certificate;
        private final byte[] privateKey;
        private final String digest;

        Content(byte[] certificate, byte[] privateKey, String digest) {
            this.certificate = certificate;
            this.privateKey = privateKey;
            this.digest = digest;
        }
    }

    private final HttpSettings settings;
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor watcher;
    private volatile TlsKeyPair shown;
    private String loaded;
    private String seen;
    private String refused = "";

    /** Throws like {@link #of(Content)}. */
    ServedCertificate(HttpSettings settings, InstantSource clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        Content first = read();
        this.shown = of(first);
        this.loaded = first.digest;
        this.seen = first.digest;
        this.watcher =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("http-certificate").factory());
    }

    void watch() {
        long period = PERIOD.toMillis();
        var _ = watcher.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public TlsKeyPair keyPair(String hostname) {
        return shown;
    }

    Instant expires() {
        return shown.certificateChain().stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Whether another certificate is shown since this call. */
    synchronized boolean look() {
        try {
            Content found = read();
            boolean settled = found.digest.equals(seen);
            seen = found.digest;
            if (!settled || found.digest.equals(loaded)) {
                return false;
            }
            shown = of(found);
            loaded = found.digest;
            refused = "";
            LOG.atInfo()
                    .addKeyValue("certificate", settings.certificate())
                    .addKeyValue("notAfter", expires())
                    .log("http_certificate_reloaded");
            return true;
        } catch (IOException | RuntimeException e) {
            // Once for each content; a task that throws would never be run again.
            if (!refused.equals(seen)) {
                refused = seen;
                LOG.atError()
                        .addKeyValue("certificate", settings.certificate())
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .addKeyValue("keptUntil", expires())
                        .log("http_certificate_refused");
            }
            return false;
        }
    }

    private Content read() throws IOException {
        byte[] certificate = Files.readAllBytes(settings.certificate());
        byte[] privateKey = Files.readAllBytes(settings.privateKey());
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(MessageDigest.getInstance("SHA-256").digest(certificate));
            return new Content(
                    certificate, privateKey, HexFormat.of().formatHex(digest.digest(privateKey)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /**
     * Makes a pair of what the files held.
     *
     * @throws IOException when the two do not fit together, or not at this time
     * @throws IllegalArgumentException when one of them cannot be read as what it should be
     */
    private TlsKeyPair of(Content files) throws IOException {
        TlsKeyPair pair =
                TlsKeyPair.of(
                        new ByteArrayInputStream(files.privateKey),
                        new ByteArrayInputStream(files.certificate));
        X509Certificate leaf = pair.certificateChain().getFirst();
        if (!belongTogether(pair.privateKey(), leaf.getPublicKey())) {
            throw new IOException("the private key is not the one of the certificate");
        }
        Instant now = clock.instant();
        for (X509Certificate certificate : pair.certificateChain()) {
            Instant from = certificate.getNotBefore().toInstant();
            Instant until = certificate.getNotAfter().toInstant();
            if (now.isBefore(from) || now.isAfter(until)) {
                throw new IOException(
                        "the certificate is valid from %s to %s, and it is %s"
                                .formatted(from, until, now));
            }
        }
        return pair;
    }

    private static boolean belongTogether(PrivateKey key, PublicKey certified) {
        String kind = certified.getAlgorithm();
        try {
            // Armeria's key is of another library, which names its algorithm in its own way.
            PrivateKey own =
                    KeyFactory.getInstance(kind)
                            .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
            Signature signature =
                    Signature.getInstance(kind.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            byte[] sample = {1, 2, 3, 4};
            signature.initSign(own);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException notEvenThat) {
            return false;
        }
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
