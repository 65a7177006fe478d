package io.strongroom.server.key.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.strongroom.server.auth.attest.Attestations;
import io.strongroom.server.auth.attest.Attested;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Json;
import io.strongroom.server.http.Text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A release policy, understood: whose statements let the key go, and what they have to claim. There
 * is one operator, {@code equals}; whatever is not understood is refused, so that no rule is passed
 * over. Immutable. Source: Azure Key Vault, "Secure key release policy grammar".
 */
public record ReleaseRules(List<Rule> rules) {
    private static final int MAX_BYTES = 16 * 1024;
    private static final int MAX_DEPTH = 8;
    private static final int MAX_CONDITIONS = 256;
    private static final int MAX_PATH = 16;
    private static final String VERSION = "1.0.0";

    public ReleaseRules {
        rules = List.copyOf(rules);
    }

    /** The statements of one authority, by the {@code iss} of its tokens. */
    record Rule(String authority, Condition condition) {}

    /**
     * Reads a policy.
     *
     * @throws ApiException BadParameter, naming what is wrong
     */
    public static ReleaseRules read(byte[] data) {
        return new Reader().rules(object(data));
    }

    /**
     * The policy as it is kept: with the version that it means.
     *
     * @throws ApiException as {@link #read}
     */
    public static byte[] normalized(byte[] data) {
        var _ = read(data);
        ObjectNode root = (ObjectNode) object(data);
        return root.path("version").asText().equals(VERSION)
                ? data
                : Json.write(root.put("version", VERSION));
    }

    private static JsonNode object(byte[] data) {
        if (data.length > MAX_BYTES) {
            throw wrong("it is longer than " + MAX_BYTES + " bytes");
        }
        JsonNode root;
        try {
            root = Json.read(data);
        } catch (ApiException e) {
            throw wrong("it is not JSON"); // The other text would mean the request's body.
        }
        if (!root.isObject()) {
            throw wrong("it is not a JSON object");
        }
        return root;
    }

    /** Whether the policy has a rule for what this issuer states. */
    public boolean names(String issuer) {
        return rules.stream().anyMatch(rule -> Attestations.isSame(rule.authority(), issuer));
    }

    /** Whether a statement whose signature was verified lets the key go. */
    public boolean allow(Attested attested) {
        return rules.stream()
                .anyMatch(rule ->
                        Attestations.isSame(rule.authority(), attested.issuer())
                                && rule.condition().holds(attested.claims()));
    }

    private static ApiException wrong(String what) {
        return ApiException.badParameter(
                "The property release_policy.data is not a release policy: " + what + ".");
    }

    /** Counts what it reads. */
    private static final class Reader {
        private int conditions;

        private ReleaseRules rules(JsonNode root) {
            requireOnly(root, Set.of("version", "anyOf"));
            String version = text(root, "version");
            if (!version.equals(VERSION) && !version.equals("1.0")) {
                throw wrong("its version is not " + VERSION);
            }
            List<Rule> rules = new ArrayList<>();
            for (JsonNode authority : list(root, "anyOf")) {
                if (!authority.isObject()) {
                    throw wrong("anyOf lists authorities");
                }
                requireOnly(authority, Set.of("authority", "anyOf", "allOf"));
                String url = text(authority, "authority");
                if (!url.startsWith("https://")) {
                    throw wrong("the authority " + Text.shown(url) + " is no https URL");
                }
                rules.add(new Rule(url, group(authority, 1)));
            }
            return new ReleaseRules(rules);
        }

        private Condition group(JsonNode object, int depth) {
            boolean any = object.has("anyOf");
            if (any == object.has("allOf")) {
                throw wrong("an authority and a group of conditions have either anyOf or allOf");
            }
            if (depth > MAX_DEPTH) {
                throw wrong("its conditions are nested deeper than " + MAX_DEPTH);
            }
            List<Condition> of = new ArrayList<>();
            for (JsonNode one : list(object, any ? "anyOf" : "allOf")) {
                of.add(condition(one, depth));
            }
            return any ? new Condition.Any(of) : new Condition.All(of);
        }

        private Condition condition(JsonNode node, int depth) {
            conditions++;
            if (conditions > MAX_CONDITIONS) {
                throw wrong("it has more than " + MAX_CONDITIONS + " conditions");
            }
            if (!node.isObject()) {
                throw wrong("a condition is an object");
            }
            if (!node.has("claim")) {
                requireOnly(node, Set.of("anyOf", "allOf"));
                return group(node, depth + 1);
            }
            requireOnly(node, Set.of("claim", "equals"));
            JsonNode value = node.path("equals");
            if (!value.isTextual() && !value.isNumber() && !value.isBoolean()) {
                throw wrong("a claim equals a text, a number, true or false");
            }
            List<String> path = Arrays.asList(text(node, "claim").split("\\.", -1));
            if (path.size() > MAX_PATH || path.contains("")) {
                throw wrong("a claim is 1 to " + MAX_PATH + " names with dots between them");
            }
            return new Condition.Equal(path, value);
        }

        private static JsonNode list(JsonNode object, String name) {
            JsonNode list = object.path(name);
            if (!list.isArray() || list.isEmpty()) {
                throw wrong("it has no " + name + ", or an empty one");
            }
            return list;
        }

        private static String text(JsonNode object, String name) {
            JsonNode value = object.path(name);
            if (!value.isTextual()) {
                throw wrong("it has no " + name + ", or one that is not a text");
            }
            return value.textValue();
        }

        private static void requireOnly(JsonNode object, Set<String> known) {
            object.fieldNames()
                    .forEachRemaining(name -> {
                        if (!known.contains(name)) {
                            throw wrong(
                                    "it has the member %s where there are %s"
                                            .formatted(
                                                    Text.shown(name),
                                                    String.join(", ", new TreeSet<>(known))));
                        }
                    });
        }
    }
}
