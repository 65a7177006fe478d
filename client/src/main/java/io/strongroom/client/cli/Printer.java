package io.strongroom.client.cli;

import io.strongroom.client.DeletedSecret;
import io.strongroom.client.Secret;
import io.strongroom.client.SecretProperties;
import io.strongroom.client.api.HsmJson;
import io.strongroom.client.api.JoinJson;
import io.strongroom.client.api.RoleAssignmentJson;
import io.strongroom.client.api.TokenKeyJson;
import io.strongroom.client.http.JsonCodec;
import io.strongroom.client.transport.NodeHealth;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results as text for people or as JSON. A secret's value leaves only through {@link #value}. */
final class Printer {
    private final PrintWriter out;
    private final boolean json;

    Printer(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** The bare value and a line break, or JSON with the value. */
    void value(Secret secret) {
        if (json) {
            var members = members(secret.properties());
            members.put("value", secret.value());
            printJson(members);
        } else {
            out.println(secret.value());
        }
    }

    void done(String what, SecretProperties properties) {
        if (json) {
            printJson(members(properties));
        } else {
            var version = properties.id().version();
            out.println(what + " " + properties.name() + (version == null ? "" : " " + version));
        }
    }

    void deleted(DeletedSecret secret) {
        if (json) {
            printJson(members(secret));
        } else {
            out.println(line(secret));
        }
    }

    /** One word of success, for what has no result. */
    void done(String what, String name) {
        if (json) {
            printJson(new LinkedHashMap<>(Map.of("name", name, "result", what)));
        } else {
            out.println(what + " " + name);
        }
    }

    void secrets(Iterable<SecretProperties> secrets) {
        var all = new ArrayList<Map<String, Object>>();
        for (var secret : secrets) {
            if (json) {
                all.add(members(secret));
            } else {
                out.println(line(secret));
            }
        }
        if (json) {
            printJson(all);
        }
    }

    void deletedSecrets(Iterable<DeletedSecret> secrets) {
        var all = new ArrayList<Map<String, Object>>();
        for (var secret : secrets) {
            if (json) {
                all.add(members(secret));
            } else {
                out.println(line(secret));
            }
        }
        if (json) {
            printJson(all);
        }
    }

    /** A token or a backup: text that is itself the result. */
    void text(String member, String text) {
        if (json) {
            printJson(Map.of(member, text));
        } else {
            out.println(text);
        }
    }

    /** One line each: id, vault or object in it, principal, role. */
    void roles(List<RoleAssignmentJson> assignments) {
        if (json) {
            printJson(assignments);
            return;
        }
        for (var one : assignments) {
            var object = one.object();
            out.println(
                    "%s  %s  %s  %s"
                            .formatted(
                                    one.id(),
                                    object == null ? one.vault() : one.vault() + "/" + object,
                                    one.principalObjectId(),
                                    one.role()));
        }
    }

    /** A few lines for each node. */
    void hsms(List<HsmJson> nodes) {
        if (json) {
            printJson(nodes);
            return;
        }
        nodes.forEach(node -> out.print(text(node)));
        out.flush();
    }

    private static String text(HsmJson node) {
        var text =
                new StringBuilder(
                        "node %d  %s  the root key %s%n"
                                .formatted(
                                        node.node(),
                                        node.tokenLabel() == null
                                                ? "key store file"
                                                : "token \"" + node.tokenLabel() + "\"",
                                        node.available() ? "answers" : "is away"));
        text.append("  root key     ")
                .append(node.keyLabel() == null ? "" : "\"" + node.keyLabel() + "\"  ")
                .append(Fingerprints.grouped(node.fingerprint()))
                .append('\n');
        if (node.mechanisms() != null) {
            text.append("  mechanisms   ").append(String.join(" ", node.mechanisms())).append('\n');
        }
        var keys = node.keys() == null ? List.<TokenKeyJson>of() : node.keys();
        for (var key : keys) {
            text.append("  on the token ").append(line(key)).append('\n');
        }
        if (node.problem() != null) {
            text.append("  problem      ").append(node.problem()).append('\n');
        }
        return text.toString();
    }

    private static String line(TokenKeyJson key) {
        return "\"%s\"  %s  %s%s%s"
                .formatted(
                        key.label(),
                        key.unfitness() == null
                                ? Fingerprints.grouped(String.valueOf(key.fingerprint()))
                                : "not a root key: its " + key.unfitness(),
                        key.extractable() ? "extractable" : "not extractable",
                        key.sensitive() ? ", sensitive" : ", NOT sensitive",
                        key.trusted() ? ", trusted" : "");
    }

    /** Two lines each: id, state and node; the key's fingerprint. */
    void joins(List<JoinJson> joins) {
        if (json) {
            printJson(joins);
            return;
        }
        for (var join : joins) {
            out.println(
                    "%s  %s  %s  asked by %s, forgotten in %d min"
                            .formatted(
                                    join.id(),
                                    join.state(),
                                    join.nodeName(),
                                    join.askedBy(),
                                    join.secondsLeft() / 60));
            out.println("  key " + Fingerprints.grouped(join.publicKeyFingerprint()));
        }
    }

    void healths(List<NodeHealth> healths) {
        if (json) {
            printJson(healths);
        } else {
            healths.forEach(health -> out.println(line(health)));
        }
    }

    private static String line(NodeHealth node) {
        var health = node.health();
        if (health == null) {
            return "?  %s  unreachable  %s".formatted(node.node(), node.problem());
        }
        var reason = health.reason() == null ? "" : "  " + health.reason();
        return "%d  %s  %s  %s  leader=%s  applied=%d%s"
                .formatted(
                        health.node(),
                        node.node(),
                        health.status(),
                        health.role(),
                        health.leader() == null ? "?" : health.leader(),
                        health.appliedIndex(),
                        reason);
    }

    private static String line(SecretProperties secret) {
        var version = secret.id().version();
        return "%s  %s  updated %s%s"
                .formatted(
                        version == null ? secret.name() : version,
                        secret.attributes().enabled() ? "enabled" : "disabled",
                        secret.attributes().updatedAt(),
                        secret.contentType() == null ? "" : "  " + secret.contentType());
    }

    private static String line(DeletedSecret secret) {
        return "%s  deleted %s  purge %s"
                .formatted(secret.name(), secret.deletedAt(), secret.scheduledPurgeAt());
    }

    private static Map<String, Object> members(DeletedSecret secret) {
        var members = members(secret.properties());
        put(members, "recoveryId", secret.recoveryId());
        put(members, "deleted", secret.deletedAt());
        put(members, "scheduledPurge", secret.scheduledPurgeAt());
        return members;
    }

    private static Map<String, Object> members(SecretProperties secret) {
        var members = new LinkedHashMap<String, Object>();
        put(members, "name", secret.name());
        put(members, "version", secret.id().version());
        put(members, "vault", secret.id().vault());
        put(members, "contentType", secret.contentType());
        put(members, "tags", secret.tags());
        var attributes = secret.attributes();
        put(members, "enabled", attributes.enabled());
        put(members, "notBefore", attributes.notBefore());
        put(members, "expires", attributes.expiresAt());
        put(members, "created", attributes.createdAt());
        put(members, "updated", attributes.updatedAt());
        put(members, "recoveryLevel", attributes.recoveryLevel());
        put(members, "recoverableDays", attributes.recoverableDays());
        return members;
    }

    private static void put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value instanceof Instant instant ? instant.toString() : value);
        }
    }

    private void printJson(Object value) {
        out.println(JsonCodec.write(value).utf8());
    }
}
