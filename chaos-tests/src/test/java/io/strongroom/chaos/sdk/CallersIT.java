package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.ClientSecretCredential;
import com.azure.security.keyvault.secrets.SecretClient;
import com.microsoft.aad.msal4j.MsalServiceException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Who is let in, as the stock SDK and plain HTTP see it. */
@ExtendWith(SharedCluster.class)
class CallersIT {
    private static final int ATTEMPTS = 5;
    private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

    private final SdkCluster cluster;

    CallersIT(SdkCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void anyOperation_withoutARole_isForbiddenByRbac() {
        ClientSecretCredential nobody =
                cluster.credential()
                        .clientId(cluster.env("STRONGROOM_NOROLE_CLIENT_ID"))
                        .clientSecret(cluster.env("STRONGROOM_NOROLE_CLIENT_SECRET"))
                        .build();
        SecretClient client = cluster.stock("default", nobody).buildClient();

        Refusals.assertRefused(403, "ForbiddenByRbac", () -> client.getSecret("any"));
        Refusals.assertRefused(403, "ForbiddenByRbac", () -> client.setSecret("any", "value"));
        Refusals.assertRefused(
                403,
                "ForbiddenByRbac",
                () -> client.listPropertiesOfSecrets().forEach(listed -> {}));
    }

    @Test
    void getToken_withAWrongClientSecret_isRefusedAsInvalidClient() {
        ClientSecretCredential wrong = cluster.credential().clientSecret("wrong").build();
        TokenRequestContext context =
                new TokenRequestContext()
                        .addScopes(
                                cluster.vaultUrl("default").replace("//default.", "//")
                                        + "/.default");

        RuntimeException refused =
                assertThrows(RuntimeException.class, () -> wrong.getTokenSync(context));

        // azure-identity wraps what its token library says, which has read our answer's codes.
        Throwable cause = refused;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        MsalServiceException service = assertInstanceOf(MsalServiceException.class, cause);
        assertEquals(401, service.statusCode());
        assertEquals("invalid_client", service.errorCode());
        String message = String.valueOf(service.getMessage());
        assertTrue(message.contains("AADSTS7000215"), message);
    }

    @Test
    void tokenEndpoint_ofVersion1_givesATokenForTheVault()
            throws IOException, InterruptedException, GeneralSecurityException {
        cluster.stock("default").buildClient().setSecret("by-v1", "value");
        String vault = cluster.vaultUrl("default");
        String resource = vault.replace("//default.", "//");
        try (HttpClient http = trusting()) {
            HttpResponse<String> answer = sent(http, tokenRequest(resource));
            assertEquals(200, answer.statusCode(), answer.body());
            Matcher token = TOKEN.matcher(answer.body());
            assertTrue(token.find(), "no access_token");

            HttpResponse<String> secret =
                    sent(
                            http,
                            HttpRequest.newBuilder(
                                            URI.create(vault + "/secrets/by-v1?api-version=7.0"))
                                    .header("Authorization", "Bearer " + token.group(1))
                                    .build());
            assertEquals(200, secret.statusCode(), secret.body());
            assertTrue(secret.body().contains("\"value\":\"value\""), secret.body());
        }
    }

    /** Again after a 503: on a busy machine the cluster elects a leader at any time. */
    private static HttpResponse<String> sent(HttpClient http, HttpRequest request)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        for (int attempt = 1; answer.statusCode() == 503 && attempt < ATTEMPTS; attempt++) {
            answer = http.send(request, BodyHandlers.ofString());
        }
        return answer;
    }

    /** The JVM's own trust may have been settled by a test of another cluster. */
    private HttpClient trusting() throws IOException, GeneralSecurityException {
        KeyStore store =
                KeyStore.getInstance(
                        Path.of(cluster.env("STRONGROOM_TRUSTSTORE")).toFile(),
                        cluster.env("STRONGROOM_TRUSTSTORE_PASSWORD").toCharArray());
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private HttpRequest tokenRequest(String resource) {
        String form =
                Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                cluster.env("AZURE_CLIENT_ID"),
                                "client_secret",
                                cluster.env("AZURE_CLIENT_SECRET"),
                                "resource",
                                resource)
                        .entrySet()
                        .stream()
                        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(
                        URI.create(
                                cluster.env("AZURE_AUTHORITY_HOST")
                                        + "/"
                                        + cluster.env("AZURE_TENANT_ID")
                                        + "/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
