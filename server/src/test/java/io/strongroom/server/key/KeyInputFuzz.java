package io.strongroom.server.key;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.Sealer;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.vault.DataKeys;
import io.strongroom.server.vault.Identity;
import io.strongroom.storage.view.StateView;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A fuzz target for Jazzer ({@code bin/fuzz}): whatever a caller sends to the keys API is done or
 * refused with a 4xx. The first byte says what is sent, the others are it.
 */
public final class KeyInputFuzz {
    /** Keys pile up in a bench; now and then it begins anew. */
    private static final int INPUTS_A_BENCH = 500;

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
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        String body = new String(rest, StandardCharsets.UTF_8);
        try {
            send(input[0] & 15, rest, body);
        } catch (ApiException refused) {
            if (refused.code().status() / 100 != 4) {
                throw new IllegalStateException("answered with " + refused.code(), refused);
            }
        }
    }

    private static void send(int which, byte[] rest, String body) {
        switch (which) {
            case 0 -> bench.call("PUT", "/keys/k", body);
            case 1 -> bench.call("POST", "/keys/k/create", body);
            case 2 -> bench.call("PUT", "/keys/ec/rotationpolicy", body);
            case 3 -> bench.call("POST", "/keys/ec/verify", body);
            case 4 -> bench.call("POST", "/keys/oct/decrypt", body);
            case 5 -> bench.call("POST", "/keys/restore", "{\"value\":\"" + base64(rest) + "\"}");
            case 6 -> bench.call("POST", "/keys/restore", "{\"value\":\"" + sealed(rest) + "\"}");
            case 8 ->
                    bench.call(
                            "PUT",
                            "/keys/h",
                            "{\"key\":{\"kty\":\"oct-HSM\",\"key_hsm\":\"" + base64(rest) + "\"}}");
            default -> bench.call("PATCH", "/keys/ec", body);
        }
    }

    private static KeyBench fresh() {
        KeyBench made = KeyBench.withHsm();
        made.call("POST", "/keys/x/create", "{\"kty\":\"RSA-HSM\",\"key_ops\":[\"import\"]}");
        made.call("POST", "/keys/ec/create", "{\"kty\":\"EC\"}");
        made.call("POST", "/keys/oct/create", "{\"kty\":\"oct\"}");
        return made;
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
