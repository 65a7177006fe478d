package io.strongroom.server.auth.issuer;

import com.nimbusds.jose.JOSEException;

import io.strongroom.server.auth.Authority;
import io.strongroom.server.auth.ManualClock;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.ServicePrincipal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A token issuer with one service principal, which has a secret and certificates. */
final class TestClients {
    static final String SECRET = "s3cr~t+with &%=\u00e9";

    /** Fewer iterations than in production, to keep the tests fast. */
    private static final String HASH = SecretHash.of(SECRET.toCharArray(), 100_000).encoded();

    private static final String OTHER_HASH =
            SecretHash.of("another".toCharArray(), 100_000).encoded();

    private TestClients() {}

    static ServicePrincipal principal(List<Bytes> certificates) {
        return new ServicePrincipal(
                TestTokens.CLIENT_ID,
                TestTokens.OBJECT_ID,
                "app",
                List.of(OTHER_HASH, HASH),
                certificates);
    }

    static TokenIssuer issuer(ManualClock clock, List<Bytes> certificates) {
        return issuer(clock, certificates, 2);
    }

    static TokenIssuer issuer(ManualClock clock, List<Bytes> certificates, int concurrentHashes) {
        Map<String, ServicePrincipal> principals =
                Map.of(TestTokens.CLIENT_ID, principal(certificates));
        Authority authority = TestTokens.AUTHORITY;
        ClientAuthenticator clients =
                new ClientAuthenticator(
                        authority,
                        clientId -> Optional.ofNullable(principals.get(clientId)),
                        new HashGate(concurrentHashes, Duration.ofMillis(1)),
                        clock);
        return new TokenIssuer(
                authority,
                TestTokens.AUDIENCES,
                TestTokens.TOKENS.lifetime(),
                clock,
                new TokenIssuer.Parties(clients, () -> Optional.of(signer())));
    }

    static TokenSigner signer() {
        try {
            return TokenSigner.of(
                    TestTokens.KEY.getKeyID(), TestTokens.KEY.toRSAPrivateKey().getEncoded());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The parameters of a good request with a secret, to be spoilt. */
    static Map<String, String> secretForm() {
        Map<String, String> form = new TreeMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", TestTokens.CLIENT_ID);
        form.put("client_secret", SECRET);
        form.put("scope", "openid profile offline_access https://vault.localhost:8443/.default");
        return form;
    }

    static TokenRequest request(Map<String, String> form) {
        return new TokenRequest(
                TestTokens.TENANT.toString(), EndpointVersion.V2, new Form(form), Optional.empty());
    }
}
