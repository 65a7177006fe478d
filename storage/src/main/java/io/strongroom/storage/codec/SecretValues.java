package io.strongroom.storage.codec;

import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.proto.DeletedSecretProto;
import io.strongroom.storage.proto.ItemAttributesProto;
import io.strongroom.storage.proto.SecretVersionProto;
import io.strongroom.storage.proto.TagProto;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Secrets and their parts to and from their messages. */
final class SecretValues {
    private SecretValues() {}

    static List<TagProto> tags(SortedMap<String, String> tags) {
        List<TagProto> messages = new ArrayList<>(tags.size());
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            messages.add(
                    TagProto.newBuilder()
                            .setName(Values.text(tag.getKey()))
                            .setValue(Values.text(tag.getValue()))
                            .build());
        }
        return messages;
    }

    static SortedMap<String, String> tags(List<TagProto> messages) {
        SortedMap<String, String> tags = new TreeMap<>();
        for (TagProto tag : messages) {
            if (tags.put(tag.getName(), tag.getValue()) != null) {
                throw new MalformedException("a tag is given twice");
            }
        }
        return tags;
    }

    static ItemAttributesProto attributes(ItemAttributes attributes) {
        ItemAttributesProto.Builder builder =
                ItemAttributesProto.newBuilder().setEnabled(attributes.enabled());
        attributes.notBefore().ifPresent(builder::setNotBefore);
        attributes.expires().ifPresent(builder::setExpires);
        return builder.build();
    }

    static ItemAttributes attributes(ItemAttributesProto message) {
        return new ItemAttributes(
                message.getEnabled(),
                optional(message.hasNotBefore(), message.getNotBefore()),
                optional(message.hasExpires(), message.getExpires()));
    }

    static OptionalLong optional(boolean present, long value) {
        return present ? OptionalLong.of(value) : OptionalLong.empty();
    }

    static <T> Optional<T> optional(boolean present, T value) {
        return present ? Optional.of(value) : Optional.empty();
    }

    static SecretVersionProto version(SecretVersion version) {
        SecretVersionProto.Builder builder =
                SecretVersionProto.newBuilder()
                        .setName(version.name().value())
                        .setVersion(Values.version(version.version()))
                        .setSealedValue(Values.bytes(version.sealedValue()))
                        .addAllTags(tags(version.tags()))
                        .setAttributes(attributes(version.attributes()))
                        .setCreatedSeconds(version.createdSeconds())
                        .setUpdatedSeconds(version.updatedSeconds());
        version.contentType().map(Values::text).ifPresent(builder::setContentType);
        return builder.build();
    }

    static SecretVersion version(SecretVersionProto message) {
        return new SecretVersion(
                new ItemName(message.getName()),
                Values.version(message.getVersion()),
                Values.bytes(message.getSealedValue()),
                optional(message.hasContentType(), message.getContentType()),
                tags(message.getTagsList()),
                attributes(message.getAttributes()),
                message.getCreatedSeconds(),
                message.getUpdatedSeconds());
    }

    static DeletedSecretProto deleted(DeletedItem<SecretVersion> secret) {
        return DeletedSecretProto.newBuilder()
                .setLatest(version(secret.latest()))
                .setDeletedSeconds(secret.deletedSeconds())
                .setScheduledPurgeSeconds(secret.scheduledPurgeSeconds())
                .build();
    }

    static DeletedItem<SecretVersion> deleted(DeletedSecretProto message) {
        return new DeletedItem<>(
                version(message.getLatest()),
                message.getDeletedSeconds(),
                message.getScheduledPurgeSeconds());
    }
}
