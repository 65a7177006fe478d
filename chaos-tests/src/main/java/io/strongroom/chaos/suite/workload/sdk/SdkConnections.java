package io.strongroom.chaos.suite.workload.sdk;

import com.azure.core.http.HttpClient;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.ClientSecretCredential;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;

import io.strongroom.chaos.cluster.Access;
import io.strongroom.chaos.suite.workload.call.Marker;
import io.strongroom.chaos.suite.workload.call.Target;

import java.time.Duration;

/**
 * The stock SDK's ways to a cluster, as anyone sets it up: by the vault's public name, which this
 * JVM's name service has to know with all nodes' addresses, and with the JVM's own trust. Only its
 * patience is shorter than usual. Thread-safe.
 */
public final class SdkConnections {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(6);

    private final Target target;

    /** To the default vault, as the cluster's secrets officer; connects nothing yet. */
    public SdkConnections(Access access, Marker marker) {
        HttpClient http =
                new NettyAsyncHttpClientBuilder()
                        .connectTimeout(CONNECT)
                        .responseTimeout(ANSWER)
                        .readTimeout(ANSWER)
                        .build();
        ClientSecretCredential officer =
                new ClientSecretCredentialBuilder()
                        .authorityHost(access.env("AZURE_AUTHORITY_HOST"))
                        .tenantId(access.env("AZURE_TENANT_ID"))
                        .clientId(access.env("AZURE_CLIENT_ID"))
                        .clientSecret(access.env("AZURE_CLIENT_SECRET"))
                        .disableInstanceDiscovery()
                        .build();
        SecretClientBuilder repeating =
                new SecretClientBuilder()
                        .vaultUrl(access.env("STRONGROOM_VAULT_URI"))
                        .credential(officer)
                        .httpClient(http);
        SecretClient reads = repeating.buildClient();
        SecretClient changes =
                repeating
                        .retryOptions(
                                new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))))
                        .buildClient();
        target = new SdkTarget(changes, reads, marker);
    }

    /** The vault. */
    public Target vault() {
        return target;
    }
}
