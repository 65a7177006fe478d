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

/**
 * A development cluster's default vault as bytes on the wire: well-formed requests to start from,
 * and what the vault holds.
 *
 * @param token the officer's, good for an hour
 * @param noRoleToken of the principal without any role
 */
record Vault(DevCluster cluster, Wire wire, String token, String noRoleToken) {
    static final String API = "api-version=7.4";

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
        Answer answer =
                wire.send(
                        address(cluster, 1),
                        RawRequest.of(
                                        "POST",
                                        "/" + cluster.env("AZURE_TENANT_ID") + "/oauth2/v2.0/token")
                                .with("Host: " + authorityHost(cluster))
                                .bytes("application/x-www-form-urlencoded", form)
                                .toBytes());
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

    /** A node's answer to a read, asked again while the cluster elects a leader. */
    Answer answered(int node, RawRequest read, Duration within) throws IOException {
        long deadline = System.nanoTime() + within.toNanos();
        Answer answer = send(node, read);
        while (answer.status() == 503 && System.nanoTime() < deadline) {
            answer = send(node, read);
        }
        return answer;
    }

    /** The JSON of a call that must succeed. */
    JsonNode done(RawRequest request) throws IOException {
        Answer answer = send(request);
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

    List<String> log(int node) throws IOException {
        return Files.readAllLines(folder(node).resolve("node.log"));
    }

    Path folder(int node) {
        return cluster.folder().resolve("node-" + node);
    }

    int nodeCount() {
        return cluster.nodes().size();
    }
}
