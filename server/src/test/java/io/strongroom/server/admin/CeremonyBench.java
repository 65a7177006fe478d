package io.strongroom.server.admin;

import static io.strongroom.server.fake.Requests.json;
import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.FakeRootKey;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.telemetry.Metrics;
import io.strongroom.storage.command.RootKeyGeneration;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The calls about the root key, down to an HSM that is not real. */
final class CeremonyBench implements AutoCloseable {
    static final String JOINS = "/admin/v1/hsm/joins";
    static final byte[] KEY = key(1);
    private static final HexFormat HEX = HexFormat.of();

    private final MemoryNode node = MemoryNode.founded();
    private final Metrics metrics = new Metrics();
    private final AtomicLong now = new AtomicLong();
    private final FakeRootKey rootKey = new FakeRootKey();
    private final FakeHome home = new FakeHome();
    private List<RootKeyGeneration> older = List.of();
    private final RootKeyCeremony ceremony =
            new RootKeyCeremony(
                    1,
                    () -> new RootKeyCeremony.Current(2, rootKey, Optional.of(home), older),
                    new JoinRequests(now::get));

    FakeRootKey rootKey() {
        return rootKey;
    }

    FakeHome home() {
        return home;
    }

    /** From now on these are not retired. */
    void older(RootKeyGeneration... keys) {
        older = List.of(keys);
    }

    void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /** One that a newcomer may have. */
    static byte[] key(int variant) {
        BigInteger n = BigInteger.TWO.pow(3071).add(BigInteger.valueOf(2L * variant + 1));
        return new PublicPart.Rsa(n, BigInteger.valueOf(65537)).subjectPublicKeyInfo();
    }

    static String fingerprint(byte[] key) throws Exception {
        return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(key));
    }

    ApiResponse call(String method, String path, String body) {
        return call(ceremony, method, path, body);
    }

    ApiResponse call(RootKeyCeremony with, String method, String path, String body) {
        return AdminEndpointTest.endpoint(
                        node,
                        metrics,
                        List.of(TestTokens.OBJECT_ID),
                        new ClusterChanges(node.log(), node.commands()::submitSystem),
                        with)
                .handle(
                        Requests.request(
                                method,
                                "127.0.0.1:8443",
                                path,
                                Map.of("authorization", AdminEndpointTest.token(node)),
                                body));
    }

    static String request(String name, byte[] key) {
        return "{\"nodeName\":\"%s\",\"publicKey\":\"%s\"}"
                .formatted(name, Base64.getEncoder().encodeToString(key));
    }

    /** The id of the request that waits after this. */
    String asked(String name, byte[] key) {
        ApiResponse response = call("POST", JOINS, request(name, key));
        assertEquals(200, response.status(), text(response));
        assertEquals("waiting", json(response).get("state").asText());
        return json(response).get("id").asText();
    }

    ApiResponse approve(String id, String typed) {
        return call("POST", JOINS + "/" + id + "/approve", "{\"fingerprint\":\"" + typed + "\"}");
    }

    JsonNode fetched(String id) {
        ApiResponse response = call("GET", JOINS + "/" + id, "");
        assertEquals(200, response.status(), text(response));
        return json(response);
    }

    @Override
    public void close() {
        metrics.close();
        node.close();
    }
}
