package io.strongroom.server.key;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.strongroom.hsm.key.PublicPart;
import io.strongroom.server.http.ApiVersion;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.item.ItemAttributesWriter;
import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyMaterial;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyType;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.ReleasePolicy;
import io.strongroom.storage.command.RotationPolicy;
import io.strongroom.storage.command.Vault;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Stored keys to their JSON for one request: the public half only. Source: Key Vault REST API,
 * KeyBundle, KeyItem, DeletedKeyBundle, DeletedKeyItem.
 */
record KeyJsonWriter(PublicNames names, Vault vault, ApiVersion version) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String IN_SOFTWARE = "0";

    /** What an HSM is certified for is not known here: the least that Key Vault tells of one. */
    private static final String IN_HSM = "1";

    /** With the versioned id. */
    ObjectNode bundle(KeyVersion key) {
        ObjectNode json = JSON.objectNode();
        json.set("key", jwk(key));
        json.set("attributes", attributes(key));
        addTags(json, key);
        key.releasePolicy().ifPresent(policy -> json.set("release_policy", release(policy)));
        return json;
    }

    /** As lists of keys show it: the base id with the latest version's attributes. */
    ObjectNode item(KeyVersion key) {
        return listed(key, keyUrl(key));
    }

    /** As lists of versions show it. */
    ObjectNode versionItem(KeyVersion key) {
        return listed(key, kid(key));
    }

    /** A deleted key with its latest version's id. */
    ObjectNode deletedBundle(DeletedItem<KeyVersion> deleted) {
        return withDeletion(bundle(deleted.latest()), deleted);
    }

    /** As lists of deleted keys show it. */
    ObjectNode deletedItem(DeletedItem<KeyVersion> deleted) {
        return withDeletion(item(deleted.latest()), deleted);
    }

    /**
     * A key's rotation policy.
     *
     * @param policy empty when none was set: then only the notice is there that every key has
     */
    ObjectNode rotationPolicy(ItemName key, Optional<RotationPolicy> policy) {
        ObjectNode json = JSON.objectNode();
        json.put("id", names.vaultUrl(vault.name()) + "/keys/" + key + "/rotationpolicy");
        ArrayNode actions = json.putArray("lifetimeActions");
        policy.flatMap(RotationPolicy::rotation)
                .ifPresent(trigger -> actions.add(action("Rotate", trigger)));
        (policy.isPresent() ? policy.get().notice() : Optional.of(RotationPolicy.USUAL_NOTICE))
                .ifPresent(trigger -> actions.add(action("Notify", trigger)));
        ObjectNode attributes = json.putObject("attributes");
        policy.ifPresent(set -> {
            set.expiryTime().ifPresent(period -> attributes.put("expiryTime", period));
            attributes.put("created", set.createdSeconds());
            attributes.put("updated", set.updatedSeconds());
        });
        return json;
    }

    private static ObjectNode action(String type, RotationPolicy.Trigger trigger) {
        ObjectNode json = JSON.objectNode();
        json.putObject("trigger")
                .put(
                        trigger.beforeExpiry() ? "timeBeforeExpiry" : "timeAfterCreate",
                        trigger.period());
        json.putObject("action").put("type", type);
        return json;
    }

    /** The id of a version. */
    String kid(KeyVersion key) {
        return keyUrl(key) + "/" + key.version();
    }

    private String keyUrl(KeyVersion key) {
        return names.vaultUrl(vault.name()) + "/keys/" + key.name();
    }

    private ObjectNode listed(KeyVersion key, String id) {
        ObjectNode json = JSON.objectNode();
        json.put("kid", id);
        json.set("attributes", attributes(key));
        addTags(json, key);
        return json;
    }

    private ObjectNode withDeletion(ObjectNode json, DeletedItem<KeyVersion> deleted) {
        json.put(
                "recoveryId",
                names.vaultUrl(vault.name()) + "/deletedkeys/" + deleted.latest().name());
        json.put("deletedDate", deleted.deletedSeconds());
        json.put("scheduledPurgeDate", deleted.scheduledPurgeSeconds());
        return json;
    }

    private static void addTags(ObjectNode json, KeyVersion key) {
        ObjectNode tags = json.putObject("tags");
        key.tags().forEach(tags::put);
    }

    private ObjectNode jwk(KeyVersion key) {
        KeyMaterial material = key.material();
        ObjectNode json = JSON.objectNode();
        json.put("kid", kid(key));
        json.put("kty", kty(material));
        ArrayNode operations = json.putArray("key_ops");
        key.operations().stream().map(KeyOperation::wireName).forEach(operations::add);
        if (material.type() != KeyType.OCT) {
            PublicPart part =
                    PublicPart.of(Materials.spec(material), material.publicKey().toArray());
            switch (part) {
                case PublicPart.Rsa(BigInteger n, BigInteger e) -> {
                    json.put("n", base64(unsigned(n)));
                    json.put("e", base64(unsigned(e)));
                }
                case PublicPart.Ec(var curve, byte[] x, byte[] y) -> {
                    json.put("crv", curve.crv());
                    json.put("x", base64(x));
                    json.put("y", base64(y));
                }
            }
        }
        return json;
    }

    static String kty(KeyMaterial material) {
        String plain =
                switch (material.type()) {
                    case RSA -> "RSA";
                    case EC -> "EC";
                    case OCT -> "oct";
                };
        return material.inHsm() ? plain + "-HSM" : plain;
    }

    private ObjectNode attributes(KeyVersion key) {
        ItemAttributes attributes = key.attributes();
        ItemAttributesWriter vaults = new ItemAttributesWriter(vault, version);
        ObjectNode json = JSON.objectNode();
        json.put("enabled", attributes.enabled());
        attributes.notBefore().ifPresent(seconds -> json.put("nbf", seconds));
        attributes.expires().ifPresent(seconds -> json.put("exp", seconds));
        json.put("created", key.createdSeconds());
        json.put("updated", key.updatedSeconds());
        json.put("recoveryLevel", vaults.recoveryLevel());
        Integer days = vaults.recoverableDays();
        if (days != null) {
            json.put("recoverableDays", days);
        }
        json.put("exportable", key.releasePolicy().isPresent());
        if (version.hasKeySize() && key.material().type() == KeyType.OCT) {
            // Of a pair its public half says it.
            json.put("key_size", key.material().bits());
        }
        if (version.hasHsmPlatform()) {
            json.put("hsmPlatform", key.material().inHsm() ? IN_HSM : IN_SOFTWARE);
        }
        return json;
    }

    private static ObjectNode release(ReleasePolicy policy) {
        ObjectNode json = JSON.objectNode();
        json.put("contentType", policy.contentType());
        json.put("data", base64(policy.data().toArray()));
        json.put("immutable", policy.immutable());
        return json;
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 && bytes.length > 1
                ? Arrays.copyOfRange(bytes, 1, bytes.length)
                : bytes;
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
