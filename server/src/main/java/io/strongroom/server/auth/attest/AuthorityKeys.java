package io.strongroom.server.auth.attest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;

import io.strongroom.server.config.ReleaseSettings;
import io.strongroom.server.http.Json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * The keys by which an authority's statements are verified: from a file, or fetched and kept for
 * five minutes. A key that is not known yet has them read again, twice in half a minute at most;
 * while they cannot be fetched, those fetched last hold for an hour.
 */
final class AuthorityKeys {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MAX_BYTES = 1024 * 1024;
    private static final long KEPT_MILLIS = 300_000;
    private static final long REFRESH_MILLIS = 15_000;
    private static final long OUTAGE_MILLIS = 3_600_000;

    private AuthorityKeys() {}

    static JWKSource<SecurityContext> of(ReleaseSettings.AuthoritySettings settings) {
        try {
            return settings.jwksFile().isPresent()
                    ? source(
                            settings.jwksFile().get().toUri().toURL(),
                            _ -> file(settings.jwksFile().get()))
                    : source(
                            URI.create(settings.jwksUri().orElseThrow()).toURL(),
                            new DefaultResourceRetriever(
                                    TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES));
        } catch (MalformedURLException e) {
            throw new IllegalStateException("the configuration has let a bad URL pass", e);
        }
    }

    private static JWKSource<SecurityContext> source(URL url, ResourceRetriever retriever) {
        return JWKSourceBuilder.<SecurityContext>create(
                        url, from -> whole(retriever.retrieveResource(from)))
                .cache(KEPT_MILLIS, REFRESH_MILLIS)
                .refreshAheadCache(false) // It would start threads.
                .outageTolerant(OUTAGE_MILLIS)
                .build();
    }

    private static Resource file(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
        }
        return new Resource(Files.readString(file), "application/json");
    }

    private static Resource whole(Resource resource) throws IOException {
        return new Resource(withNumbers(resource.getContent()), resource.getContentType());
    }

    /** Attestation services list keys as certificates only; the library wants the numbers too. */
    static String withNumbers(String keySet) throws IOException {
        JsonNode root = Json.readAs(keySet.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        if (!root.isObject()) {
            throw new IOException("not a key set");
        }
        for (JsonNode key : root.path("keys")) {
            JsonNode certificate = key.path("x5c").path(0);
            if (key instanceof ObjectNode object
                    && certificate.isTextual()
                    && !key.has("n")
                    && !key.has("x")) {
                addNumbers(object, certificate.textValue());
            }
        }
        return root.toString();
    }

    private static void addNumbers(ObjectNode key, String certificate) throws IOException {
        try {
            byte[] der = Base64.getMimeDecoder().decode(certificate);
            X509Certificate parsed =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der));
            JWK jwk = JWK.parse(parsed);
            if (jwk instanceof RSAKey rsa) {
                key.put("n", rsa.getModulus().toString());
                key.put("e", rsa.getPublicExponent().toString());
            } else if (jwk instanceof ECKey ec) {
                key.put("crv", ec.getCurve().getName());
                key.put("x", ec.getX().toString());
                key.put("y", ec.getY().toString());
            }
        } catch (CertificateException | JOSEException | IllegalArgumentException e) {
            throw new IOException("the key set holds a certificate that cannot be read", e);
        }
    }
}
