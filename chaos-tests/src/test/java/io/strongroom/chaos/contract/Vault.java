package io.strongroom.chaos.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.strongroom.chaos.cluster.DevCluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A development cluster's default vault as bytes on the wire: well-formed requests to start from,
 * and what the vault holds.
 *
 * @param token the officer's, good for an hour
 * @param noRoleToken of the principal without any role
 */
record Vault(DevCluster cluster, Wire wire, String token, String noRoleToken) {
    static final String API = "api-version=7.4";

    private static final String REQUEST_ID = "Repeatability-Request-ID";
    private static final Duration ELECTS_WITHIN = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    static Vault of(DevCluster cluster) throws IOException {
        Wire wire = Wire.trusting(Path.of(cluster.env("STRONGROOM_CA")));
        return new Vault(
                cluster,
                wire,
                token(
                        cluster,
                        wire,
                        cluster.env("AZURE_CLIENT_ID"),
                        cluster.env("AZURE_CLIENT_SECRET")),
                token(
                        cluster,
                        wire,
                        cluster.env("STRONGROOM_NOROLE_CLIENT_ID"),
                        cluster.env("STRONGROOM_NOROLE_CLIENT_SECRET")));
    }

    private static String token(DevCluster cluster, Wire wire, String id, String secret)
            throws IOException {
        String form =
                "grant_type=client_credentials&client_id=%s&client_secret=%s&scope=%s"
                        .formatted(
                                id,
                                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                                URLEncoder.encode(
                                        resource(cluster) + "/.default", StandardCharsets.UTF_8));
        byte[] request =
                RawRequest.of("POST", "/" + cluster.env("AZURE_TENANT_ID") + "/oauth2/v2.0/token")
                        .with("Host: " + authorityHost(cluster))
                        .bytes("application/x-www-form-urlencoded", form)
                        .toBytes();
        Answer answer = afterElections(() -> wire.send(address(cluster, 1), request));
        if (answer.status() != 200) {
            throw new IOException("no token: " + answer);
        }
        return answer.json().get("access_token").asText();
    }

    static String authorityHost(DevCluster cluster) {
        return URI.create(cluster.env("AZURE_AUTHORITY_HOST")).getAuthority();
    }

    private static String resource(DevCluster cluster) {
        URI vault = URI.create(cluster.env("STRONGROOM_VAULT_URI"));
        String host = vault.getHost();
        return "https://" + host.substring(host.indexOf('.') + 1) + ":" + vault.getPort();
    }

    private static InetSocketAddress address(DevCluster cluster, int node) {
        URI url = cluster.nodes().get(node - 1);
        return new InetSocketAddress(url.getHost(), url.getPort());
    }

    InetSocketAddress address(int node) {
        return address(cluster, node);
    }

    /** The challenge that every 401 must carry, character by character. */
    String challenge() {
        return "Bearer authorization=\"https://%s/%s\", resource=\"%s\""
                .formatted(
                        authorityHost(cluster), cluster.env("AZURE_TENANT_ID"), resource(cluster));
    }

    String host() {
        return URI.create(cluster.env("STRONGROOM_VAULT_URI")).getAuthority();
    }

    /** To the default vault, without a token. */
    RawRequest anonymous(String method, String target) {
        return RawRequest.of(method, target).with("Host: " + host());
    }

    /** To the default vault with the officer's token; the target is given whole. */
    RawRequest request(String method, String target) {
        return anonymous(method, target).with("Authorization: Bearer " + token);
    }

    /** As {@link #request}, with the api-version added. */
    RawRequest call(String method, String path) {
        return request(method, path + (path.contains("?") ? "&" : "?") + API);
    }

    Answer send(int node, RawRequest request) throws IOException {
        return wire.send(address(node), request.toBytes());
    }

    Answer send(RawRequest request) throws IOException {
        return send(1, request);
    }

    /** Something that is sent, again if need be. */
    @FunctionalInterface
    interface Sending {
        Answer send() throws IOException;
    }

    /**
     * The first answer that is not a 503: on a busy machine the cluster elects a leader at any
     * time. Only for what may be sent again.
     */
    static Answer afterElections(Sending sending) throws IOException {
        long deadline = System.nanoTime() + ELECTS_WITHIN.toNanos();
        Answer answer = sending.send();
        while (answer.status() == 503 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
            answer = sending.send();
        }
        return answer;
    }

    /** A node's answer to a well-formed call, be it after an election, under one request id. */
    Answer answered(int node, RawRequest call) throws IOException {
        RawRequest same =
                call.method().equals("GET") ? call : call.instead(REQUEST_ID, newRequestId());
        return afterElections(() -> send(node, same));
    }

    private static String newRequestId() {
        return UUID.randomUUID().toString();
    }

    /** The JSON of a call that must succeed. */
    JsonNode done(RawRequest request) throws IOException {
        Answer answer = answered(1, request);
        if (answer.status() / 100 != 2) {
            throw new IOException(request.method() + " " + request.target() + ": " + answer);
        }
        return answer.json();
    }

    JsonNode set(String name, String value) throws IOException {
        String json = new ObjectMapper().writeValueAsString(value);
        return done(call("PUT", "/secrets/" + name).json("{\"value\":" + json + "}"));
    }

    /** All that the API shows of the vault: every version with its value, and what is deleted. */
    Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        for (JsonNode secret : items(call("GET", "/secrets"))) {
            String name = path(secret.get("id").asText());
            for (JsonNode version : items(call("GET", name + "/versions"))) {
                String path = path(version.get("id").asText());
                content.put(path, version + " " + done(call("GET", path)));
            }
        }
        for (JsonNode deleted : items(call("GET", "/deletedsecrets"))) {
            content.put(deleted.get("recoveryId").asText(), deleted.toString());
        }
        return content;
    }

    private List<JsonNode> items(RawRequest first) throws IOException {
        List<JsonNode> items = new ArrayList<>();
        JsonNode page = done(first);
        while (true) {
            page.get("value").forEach(items::add);
            if (!page.hasNonNull("nextLink")) {
                return items;
            }
            URI next = URI.create(page.get("nextLink").asText());
            page = done(request("GET", next.getRawPath() + "?" + next.getRawQuery()));
        }
    }

    private static String path(String id) {
        return URI.create(id).getRawPath();
    }

    /** The lines that are written to their end. */
    List<String> log(int node) throws IOException {
        // Never malformed, unlike UTF-8 that a kill has cut.
        String text =
                Files.readString(folder(node).resolve("node.log"), StandardCharsets.ISO_8859_1);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    Path folder(int node) {
        return cluster.folder().resolve("node-" + node);
    }

    int nodeCount() {
        return cluster.nodes().size();
    }
}
