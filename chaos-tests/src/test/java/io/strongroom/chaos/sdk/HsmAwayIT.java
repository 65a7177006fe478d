package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyVaultKey;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.NodeState;
import io.strongroom.client.azure.StrongroomHttpClient;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A node loses its HSM while it serves: its token's folder is moved away, and back. */
@ExtendWith(SharedCluster.class)
class HsmAwayIT {
    private static final Duration WITHIN = Duration.ofMinutes(3);

    /** The transport has tried as long as it should. */
    private static final RetryOptions ONCE =
            new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1)));

    private static final Tuning BRIEF = Tuning.defaults().withTotal(Duration.ofSeconds(12));

    private final SdkCluster cluster;

    HsmAwayIT(SdkCluster cluster) {
        this.cluster = cluster;
    }

    private CryptographyClient over(Transport transport, KeyVaultKey key) {
        return cluster.stockCryptography(key.getId())
                .httpClient(new StrongroomHttpClient(transport))
                .retryOptions(ONCE)
                .disableKeyCaching()
                .buildClient();
    }

    private static int sign(CryptographyClient key) {
        return status(() -> key.sign(SignatureAlgorithm.RS256, new byte[32]));
    }

    @Test
    void sign_whileTheHsmOfANodeIsAway_isAnsweredByTheOthersAndLaterByAll() throws IOException {
        KeyClient keys = cluster.stockKeys("default").buildClient();
        KeyVaultKey inHsm =
                keys.createRsaKey(new CreateRsaKeyOptions("away-hsm").setHardwareProtected(true));
        KeyVaultKey inSoftware = keys.createRsaKey(new CreateRsaKeyOptions("away-software"));
        int node =
                cluster.nodes().status().stream()
                        .filter(one -> !one.leads())
                        .mapToInt(NodeState::node)
                        .findFirst()
                        .orElseThrow();
        Path tokens = cluster.nodes().folder().resolve("node-" + node + "/tokens");
        Path away = tokens.resolveSibling("tokens-away");
        try (Transport only = cluster.onlyTo(node, BRIEF);
                Transport all = cluster.nodes().transport(Tuning.defaults())) {
            Await.until("it signs", WITHIN, () -> sign(over(only, inHsm)) == 200);
            Files.move(tokens, away);
            try {
                Await.until("a 503", WITHIN, () -> sign(over(only, inHsm)) == 503);
                assertEquals(200, sign(over(all, inHsm)));
                Await.until(
                        "it signs in software", WITHIN, () -> sign(over(only, inSoftware)) == 200);
                Await.until("a new one is refused", WITHIN, () -> create(only) == 503);
                Await.until("a 503 again", WITHIN, () -> sign(over(only, inHsm)) == 503);
            } finally {
                Files.move(away, tokens);
            }
            Await.until("it signs again", WITHIN, () -> sign(over(only, inHsm)) == 200);
        }
    }

    /** The status of the refusal. */
    private int create(Transport only) {
        KeyClient keys =
                cluster.stockKeys("default")
                        .httpClient(new StrongroomHttpClient(only))
                        .retryOptions(ONCE)
                        .buildClient();
        int status =
                status(() ->
                        keys.createRsaKey(
                                new CreateRsaKeyOptions("away-new").setHardwareProtected(true)));
        if (status == 200) {
            throw new AssertionError("a key was made in an HSM that is away");
        }
        return status;
    }

    /** 200, the status of the refusal, or 0 for no answer in time. */
    private static int status(Runnable call) {
        try {
            call.run();
            return 200;
        } catch (HttpResponseException e) {
            return e.getResponse().getStatusCode();
        } catch (UncheckedIOException none) {
            return 0;
        }
    }
}
