package io.strongroom.server.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.Sealer;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.vault.DataKeys;
import io.strongroom.server.vault.Identity;
import io.strongroom.storage.view.StateView;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A fuzz target for Jazzer ({@code bin/fuzz}): whatever a caller sends to the keys API is done or
 * refused with a 4xx, and soon; a key that was taken in works. The first byte says what is sent,
 * the others are it.
 */
public final class KeyInputFuzz {
    /** Keys pile up in a bench; now and then it begins anew. */
    private static final int INPUTS_A_BENCH = 500;

    private static final int CREATE = 1;

    /** Of processor time, that only making a key may take longer than. */
    private static final long LONGEST_SECONDS = 2;

    private static final String EVERY_USE =
            "{\"key_ops\":[\"encrypt\",\"decrypt\",\"sign\",\"verify\",\"wrapKey\",\"unwrapKey\"],"
                    + "\"attributes\":{\"enabled\":true,\"nbf\":1,\"exp\":9999999999}}";

    private static final OperatingSystemMXBean PROCESSOR =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static KeyBench bench = fresh();
    private static int inputs;

    private KeyInputFuzz() {}

    /** Called by Jazzer, on one thread. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        if (++inputs % INPUTS_A_BENCH == 0) {
            bench.close();
            bench = fresh();
        }
        int which = input[0] & 15;
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        String body = new String(rest, StandardCharsets.UTF_8);
        // Once more, because classes may have been loaded and compiled meanwhile.
        if (secondsOf(which, rest, body) >= LONGEST_SECONDS
                && which != CREATE
                && secondsOf(which, rest, body) >= LONGEST_SECONDS) {
            throw new IllegalStateException("it took " + LONGEST_SECONDS + " s of the processor");
        }
    }

    private static long secondsOf(int which, byte[] rest, String body) {
        long start = PROCESSOR.getProcessCpuTime();
        try {
            send(which, rest, body);
        } catch (ApiException refused) {
            requireRefusal(refused);
        }
        return TimeUnit.NANOSECONDS.toSeconds(PROCESSOR.getProcessCpuTime() - start);
    }

    private static void requireRefusal(ApiException refused) {
        if (refused.code().status() / 100 != 4) {
            throw new IllegalStateException("answered with " + refused.code(), refused);
        }
    }

    private static void send(int which, byte[] rest, String body) {
        switch (which) {
            case 0 -> requireWorks(bench.json("PUT", "/keys/k", body));
            case CREATE -> bench.call("POST", "/keys/c/create", body);
            case 2 -> bench.call("PUT", "/keys/ec/rotationpolicy", body);
            case 3 -> bench.call("POST", "/keys/ec/verify", body);
            case 4 -> bench.call("POST", "/keys/oct/decrypt", body);
            case 5 -> bench.call("POST", "/keys/restore", "{\"value\":\"" + base64(rest) + "\"}");
            case 6 -> bench.call("POST", "/keys/restore", "{\"value\":\"" + sealed(rest) + "\"}");
            case 7 -> bench.call("PATCH", "/keys/updated", body);
            case 8 -> bench.call("PUT", "/keys/h", wrapped("oct-HSM", rest));
            case 9 -> bench.call("PUT", "/keys/h", wrapped("RSA-HSM", rest));
            case 10 -> bench.call("PUT", "/keys/h", wrapped("EC-HSM", rest));
            case 11 -> bench.call("POST", "/keys/rsa/decrypt", body);
            case 12 -> bench.call("POST", "/keys/oct/verify", body);
            case 13 -> bench.call("POST", "/keys/rsa/sign", body);
            case 14 -> bench.call("POST", "/keys/oct/unwrapkey", body);
            default -> bench.call("POST", "/keys/rsa/encrypt", body);
        }
    }

    /** What was taken in does what it undoes. */
    private static void requireWorks(JsonNode taken) {
        JsonNode key = taken.get("key");
        try {
            bench.call("PATCH", "/keys/k", EVERY_USE);
        } catch (ApiException refused) {
            if (key.toString().contains("\"import\"")) {
                return; // Which has no other use.
            }
            requireRefusal(refused);
            throw new IllegalStateException("the key that was taken is not to be changed", refused);
        }
        try {
            if (key.get("kty").asText().startsWith("oct")) {
                requireUndone("CKM_AES_KEY_WRAP", "wrapkey", "unwrapkey");
            } else if (key.get("kty").asText().startsWith("RSA")) {
                requireUndone("RSA-OAEP", "encrypt", "decrypt");
                requireVerified("RS256", 32);
            } else {
                switch (key.get("crv").asText()) {
                    case "P-256" -> requireVerified("ES256", 32);
                    case "P-384" -> requireVerified("ES384", 48);
                    case "P-521" -> requireVerified("ES512", 64);
                    default -> requireVerified("ES256K", 32);
                }
            }
        } catch (ApiException refused) {
            throw new IllegalStateException("the key that was taken is of no use", refused);
        } finally {
            // Its name is free for another kind then.
            bench.call("DELETE", "/keys/k", "");
            bench.call("DELETE", "/deletedkeys/k", "");
        }
    }

    private static String used(String use, String algorithm, String value) {
        String body = "{\"alg\":\"%s\",\"value\":\"%s\"}".formatted(algorithm, value);
        return bench.json("POST", "/keys/k/" + use, body).get("value").asText();
    }

    private static void requireUndone(String algorithm, String use, String back) {
        String text = base64(new byte[32]);
        if (!used(back, algorithm, used(use, algorithm, text)).equals(text)) {
            throw new IllegalStateException(back + " gives something else than " + use + " took");
        }
    }

    private static void requireVerified(String algorithm, int digestBytes) {
        String digest = base64(new byte[digestBytes]);
        String body =
                "{\"alg\":\"%s\",\"digest\":\"%s\",\"value\":\"%s\"}"
                        .formatted(algorithm, digest, used("sign", algorithm, digest));
        if (!Requests.json(bench.call("POST", "/keys/k/verify", body)).get("value").asBoolean()) {
            throw new IllegalStateException("the key's own signature is not verified");
        }
    }

    private static KeyBench fresh() {
        KeyBench made = KeyBench.withHsm();
        made.call("POST", "/keys/x/create", "{\"kty\":\"RSA-HSM\",\"key_ops\":[\"import\"]}");
        made.call("POST", "/keys/ec/create", "{\"kty\":\"EC\"}");
        made.call("POST", "/keys/updated/create", "{\"kty\":\"EC\"}");
        made.call("POST", "/keys/rsa/create", "{\"kty\":\"RSA\"}");
        made.call(
                "POST",
                "/keys/oct/create",
                "{\"kty\":\"oct\",\"key_ops\":[\"decrypt\",\"unwrapKey\",\"verify\"]}");
        return made;
    }

    private static String wrapped(String kty, byte[] blob) {
        return "{\"key\":{\"kty\":\"%s\",\"key_hsm\":\"%s\"}}".formatted(kty, base64(blob));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** As if the cluster itself had written it: what lies behind the seal must hold as well. */
    private static String sealed(byte[] content) {
        MemoryNode node = bench.node();
        try (StateView view = node.reads().linearizable()) {
            Sealer.DataKey key = DataKeys.latest(view, DataKeys.BACKUP);
            byte[] identity = Identity.of("key-backup", view.clusterId().orElseThrow().toString());
            return base64(node.sealer().seal(key, identity, content));
        } catch (HsmException e) {
            throw new IllegalStateException(e);
        }
    }
}
