package io.strongroom.storage.codec;

import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyMaterial;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyType;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.ReleasePolicy;
import io.strongroom.storage.command.RotationPolicy;
import io.strongroom.storage.proto.DeletedKeyProto;
import io.strongroom.storage.proto.KeyMaterialProto;
import io.strongroom.storage.proto.KeyVersionProto;
import io.strongroom.storage.proto.ReleasePolicyProto;
import io.strongroom.storage.proto.RotationPolicyProto;
import io.strongroom.storage.proto.RotationTriggerProto;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Keys and their parts to and from their messages. */
final class KeyValues {
    private KeyValues() {}

    static KeyVersionProto version(KeyVersion version) {
        KeyVersionProto.Builder builder =
                KeyVersionProto.newBuilder()
                        .setName(version.name().value())
                        .setVersion(Values.version(version.version()))
                        .setMaterial(material(version.material()))
                        .addAllOperations(operations(version.operations()))
                        .addAllTags(SecretValues.tags(version.tags()))
                        .setAttributes(SecretValues.attributes(version.attributes()))
                        .setCreatedSeconds(version.createdSeconds())
                        .setUpdatedSeconds(version.updatedSeconds());
        version.releasePolicy().map(KeyValues::release).ifPresent(builder::setReleasePolicy);
        return builder.build();
    }

    static KeyVersion version(KeyVersionProto message) {
        return new KeyVersion(
                new ItemName(message.getName()),
                Values.version(message.getVersion()),
                material(message.getMaterial()),
                operations(message.getOperationsList()),
                SecretValues.optional(message.hasReleasePolicy(), message.getReleasePolicy())
                        .map(KeyValues::release),
                SecretValues.tags(message.getTagsList()),
                SecretValues.attributes(message.getAttributes()),
                message.getCreatedSeconds(),
                message.getUpdatedSeconds());
    }

    static DeletedKeyProto deleted(DeletedItem<KeyVersion> key) {
        return DeletedKeyProto.newBuilder()
                .setLatest(version(key.latest()))
                .setDeletedSeconds(key.deletedSeconds())
                .setScheduledPurgeSeconds(key.scheduledPurgeSeconds())
                .build();
    }

    static DeletedItem<KeyVersion> deleted(DeletedKeyProto message) {
        return new DeletedItem<>(
                version(message.getLatest()),
                message.getDeletedSeconds(),
                message.getScheduledPurgeSeconds());
    }

    static KeyMaterialProto material(KeyMaterial material) {
        KeyMaterialProto.Builder builder =
                KeyMaterialProto.newBuilder()
                        .setType(material.type().name())
                        .setBits(material.bits())
                        .setInHsm(material.inHsm())
                        .setPublicKey(Values.bytes(material.publicKey()))
                        .setSealedPrivate(Values.bytes(material.sealedPrivate()))
                        .setRootGeneration(RootKeyValues.root(material.rootGeneration()));
        material.curve().map(Values::text).ifPresent(builder::setCurve);
        return builder.build();
    }

    static KeyMaterial material(KeyMaterialProto message) {
        return new KeyMaterial(
                type(message.getType()),
                message.getBits(),
                SecretValues.optional(message.hasCurve(), message.getCurve()),
                message.getInHsm(),
                Values.bytes(message.getPublicKey()),
                Values.bytes(message.getSealedPrivate()),
                RootKeyValues.rootOf(message.getRootGeneration()));
    }

    private static KeyType type(String name) {
        for (KeyType type : KeyType.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw new MalformedException("a type of key is unknown to this version");
    }

    static List<String> operations(Set<KeyOperation> operations) {
        return operations.stream().map(KeyOperation::wireName).toList();
    }

    static Set<KeyOperation> operations(List<String> names) {
        Set<KeyOperation> operations = EnumSet.noneOf(KeyOperation.class);
        for (String name : names) {
            operations.add(
                    KeyOperation.named(name)
                            .orElseThrow(() ->
                                    new MalformedException(
                                            "a key's operation is unknown to this version")));
        }
        return operations;
    }

    static ReleasePolicyProto release(ReleasePolicy policy) {
        return ReleasePolicyProto.newBuilder()
                .setContentType(Values.text(policy.contentType()))
                .setData(Values.bytes(policy.data()))
                .setImmutable(policy.immutable())
                .build();
    }

    static ReleasePolicy release(ReleasePolicyProto message) {
        return new ReleasePolicy(
                message.getContentType(), Values.bytes(message.getData()), message.getImmutable());
    }

    static RotationPolicyProto rotation(RotationPolicy policy) {
        RotationPolicyProto.Builder builder =
                RotationPolicyProto.newBuilder()
                        .setCreatedSeconds(policy.createdSeconds())
                        .setUpdatedSeconds(policy.updatedSeconds());
        policy.expiryTime().map(Values::text).ifPresent(builder::setExpiryTime);
        policy.rotation().map(KeyValues::trigger).ifPresent(builder::setRotation);
        policy.notice().map(KeyValues::trigger).ifPresent(builder::setNotice);
        return builder.build();
    }

    static RotationPolicy rotation(RotationPolicyProto message) {
        return new RotationPolicy(
                SecretValues.optional(message.hasExpiryTime(), message.getExpiryTime()),
                SecretValues.optional(message.hasRotation(), message.getRotation())
                        .map(KeyValues::trigger),
                SecretValues.optional(message.hasNotice(), message.getNotice())
                        .map(KeyValues::trigger),
                message.getCreatedSeconds(),
                message.getUpdatedSeconds());
    }

    private static RotationTriggerProto trigger(RotationPolicy.Trigger trigger) {
        return RotationTriggerProto.newBuilder()
                .setPeriod(Values.text(trigger.period()))
                .setBeforeExpiry(trigger.beforeExpiry())
                .build();
    }

    private static RotationPolicy.Trigger trigger(RotationTriggerProto message) {
        return new RotationPolicy.Trigger(message.getPeriod(), message.getBeforeExpiry());
    }
}
