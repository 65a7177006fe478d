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
import io.strongroom.chaos.suite.workload.call.Ways;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The stock SDK's ways to a cluster, as anyone sets it up: by the vaults' public names, which this
 * JVM's name service has to know with all nodes' addresses, and with the JVM's own trust. Only its
 * patience is shorter than usual. It chooses no node: all ways to a vault are the same.
 * Thread-safe.
 */
public final class SdkConnections implements Ways {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(6);

    private final Access access;
    private final Marker marker;
    private final HttpClient http;
    private final ClientSecretCredential officer;
    private final ClientSecretCredential holder;
    private final Map<String, SdkTarget> officersVaults = new ConcurrentHashMap<>();
    private final Map<String, SdkTarget> holdersVaults = new ConcurrentHashMap<>();

    /** Connects nothing yet. */
    public SdkConnections(Access access, Marker marker) {
        this.access = access;
        this.marker = marker;
        http =
                new NettyAsyncHttpClientBuilder()
                        .connectTimeout(CONNECT)
                        .responseTimeout(ANSWER)
                        .readTimeout(ANSWER)
                        .build();
        officer = credential("AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET");
        holder = credential("STRONGROOM_NOROLE_CLIENT_ID", "STRONGROOM_NOROLE_CLIENT_SECRET");
    }

    private ClientSecretCredential credential(String id, String secret) {
        return new ClientSecretCredentialBuilder()
                .authorityHost(access.env("AZURE_AUTHORITY_HOST"))
                .tenantId(access.env("AZURE_TENANT_ID"))
                .clientId(access.env(id))
                .clientSecret(access.env(secret))
                .disableInstanceDiscovery()
                .build();
    }

    @Override
    public Target leader(String vault) {
        return anyNode(vault);
    }

    @Override
    public Target anyNode(String vault) {
        return officersVaults.computeIfAbsent(vault, name -> target(name, officer));
    }

    @Override
    public Target only(int node, String vault) {
        throw new IllegalArgumentException("this client does not choose a node");
    }

    @Override
    public Target apart(int node, String vault) {
        return only(node, vault);
    }

    @Override
    public int nodes() {
        return 0;
    }

    @Override
    public Target holder() {
        return new SdkUses(
                vault -> holdersVaults.computeIfAbsent(vault, name -> target(name, holder)),
                new AtomicInteger());
    }

    @Override
    public Target holderOnly(int node) {
        return only(node, "");
    }

    private SdkTarget target(String vault, ClientSecretCredential credential) {
        SecretClientBuilder repeating =
                new SecretClientBuilder()
                        .vaultUrl(access.vault(vault).toString())
                        .credential(credential)
                        .httpClient(http);
        SecretClient reads = repeating.buildClient();
        SecretClient changes =
                repeating
                        .retryOptions(
                                new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))))
                        .buildClient();
        return new SdkTarget(changes, reads, marker);
    }
}
