package io.strongroom.storage.codec;

import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyTerms;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.proto.AddKeyProto;
import io.strongroom.storage.proto.KeyOperationsProto;
import io.strongroom.storage.proto.KeyTermsProto;
import io.strongroom.storage.proto.RestoreKeyProto;
import io.strongroom.storage.proto.RotateKeyProto;
import io.strongroom.storage.proto.SetRotationPolicyProto;
import io.strongroom.storage.proto.TagsProto;
import io.strongroom.storage.proto.UpdateKeyProto;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Commands about keys to and from their messages. */
final class KeyCommands {
    private static final KeyTerms NO_TERMS =
            new KeyTerms(Collections.emptySortedMap(), Optional.empty());

    private KeyCommands() {}

    static AddKeyProto add(Command.AddKey add) {
        AddKeyProto.Builder builder =
                AddKeyProto.newBuilder()
                        .setVault(add.vault().value())
                        .setName(add.name().value())
                        .setVersion(Values.version(add.version()))
                        .setMaterial(KeyValues.material(add.material()))
                        .addAllOperations(KeyValues.operations(add.operations()))
                        .addAllTags(SecretValues.tags(add.tags()))
                        .setAttributes(SecretValues.attributes(add.attributes()))
                        .setMaterialDigest(Values.bytes(add.materialDigest()));
        add.releasePolicy().map(KeyValues::release).ifPresent(builder::setReleasePolicy);
        return builder.build();
    }

    static Command add(AddKeyProto message) {
        return new Command.AddKey(
                new VaultName(message.getVault()),
                new ItemName(message.getName()),
                Values.version(message.getVersion()),
                KeyValues.material(message.getMaterial()),
                KeyValues.operations(message.getOperationsList()),
                SecretValues.optional(message.hasReleasePolicy(), message.getReleasePolicy())
                        .map(KeyValues::release),
                SecretValues.tags(message.getTagsList()),
                SecretValues.attributes(message.getAttributes()),
                Values.bytes(message.getMaterialDigest()));
    }

    static RotateKeyProto rotate(Command.RotateKey rotate) {
        return RotateKeyProto.newBuilder()
                .setVault(rotate.vault().value())
                .setName(rotate.name().value())
                .setVersion(Values.version(rotate.version()))
                .setMaterial(KeyValues.material(rotate.material()))
                .setOnlyIfDue(rotate.onlyIfDue())
                .build();
    }

    static Command rotate(RotateKeyProto message) {
        return new Command.RotateKey(
                new VaultName(message.getVault()),
                new ItemName(message.getName()),
                Values.version(message.getVersion()),
                KeyValues.material(message.getMaterial()),
                message.getOnlyIfDue());
    }

    static UpdateKeyProto update(Command.UpdateKey update) {
        UpdateKeyProto.Builder builder =
                UpdateKeyProto.newBuilder()
                        .setVault(update.vault().value())
                        .setName(update.name().value());
        update.version().map(Values::version).ifPresent(builder::setVersion);
        update.operations()
                .map(all ->
                        KeyOperationsProto.newBuilder()
                                .addAllOperations(KeyValues.operations(all))
                                .build())
                .ifPresent(builder::setOperations);
        update.releasePolicy().map(KeyValues::release).ifPresent(builder::setReleasePolicy);
        update.tags()
                .map(tags -> TagsProto.newBuilder().addAllTags(SecretValues.tags(tags)).build())
                .ifPresent(builder::setTags);
        update.enabled().ifPresent(builder::setEnabled);
        update.notBefore().ifPresent(builder::setNotBefore);
        update.expires().ifPresent(builder::setExpires);
        return builder.build();
    }

    static Command update(UpdateKeyProto message) {
        return new Command.UpdateKey(
                new VaultName(message.getVault()),
                new ItemName(message.getName()),
                SecretValues.optional(message.hasVersion(), message.getVersion())
                        .map(Values::version),
                SecretValues.optional(message.hasOperations(), message.getOperations())
                        .map(all -> KeyValues.operations(all.getOperationsList())),
                SecretValues.optional(message.hasReleasePolicy(), message.getReleasePolicy())
                        .map(KeyValues::release),
                SecretValues.optional(message.hasTags(), message.getTags())
                        .map(tags -> SecretValues.tags(tags.getTagsList())),
                SecretValues.optional(message.hasEnabled(), message.getEnabled()),
                SecretValues.optional(message.hasNotBefore(), message.getNotBefore()),
                SecretValues.optional(message.hasExpires(), message.getExpires()));
    }

    static RestoreKeyProto restore(Command.RestoreKey restore) {
        RestoreKeyProto.Builder builder =
                RestoreKeyProto.newBuilder()
                        .setVault(restore.vault().value())
                        .setName(restore.name().value())
                        .setBlobDigest(Values.bytes(restore.blobDigest()));
        List<KeyTerms> terms =
                restore.versions().stream().map(KeyVersion::terms).distinct().toList();
        terms.forEach(one -> builder.addTerms(terms(one)));
        for (KeyVersion version : restore.versions()) {
            builder.addVersions(KeyValues.version(version.under(NO_TERMS)));
            builder.addTermsOfVersions(terms.indexOf(version.terms()));
        }
        restore.rotationPolicy().map(KeyValues::rotation).ifPresent(builder::setRotationPolicy);
        return builder.build();
    }

    static Command restore(RestoreKeyProto message) {
        return new Command.RestoreKey(
                new VaultName(message.getVault()),
                new ItemName(message.getName()),
                versions(message),
                SecretValues.optional(message.hasRotationPolicy(), message.getRotationPolicy())
                        .map(KeyValues::rotation),
                Values.bytes(message.getBlobDigest()));
    }

    private static List<KeyVersion> versions(RestoreKeyProto message) {
        List<KeyTerms> terms = message.getTermsList().stream().map(KeyCommands::terms).toList();
        if (message.getTermsOfVersionsCount() != message.getVersionsCount()) {
            throw new MalformedException("not every version of a restored key has its terms");
        }
        List<KeyVersion> versions = new ArrayList<>();
        for (int i = 0; i < message.getVersionsCount(); i++) {
            int which = message.getTermsOfVersions(i);
            if (which < 0 || which >= terms.size()) {
                throw new MalformedException("a version of a restored key has unknown terms");
            }
            versions.add(KeyValues.version(message.getVersions(i)).under(terms.get(which)));
        }
        return versions;
    }

    private static KeyTermsProto terms(KeyTerms terms) {
        KeyTermsProto.Builder builder =
                KeyTermsProto.newBuilder().addAllTags(SecretValues.tags(terms.tags()));
        terms.releasePolicy().map(KeyValues::release).ifPresent(builder::setReleasePolicy);
        return builder.build();
    }

    private static KeyTerms terms(KeyTermsProto message) {
        return new KeyTerms(
                SecretValues.tags(message.getTagsList()),
                SecretValues.optional(message.hasReleasePolicy(), message.getReleasePolicy())
                        .map(KeyValues::release));
    }

    static SetRotationPolicyProto policy(Command.SetRotationPolicy set) {
        return SetRotationPolicyProto.newBuilder()
                .setVault(set.vault().value())
                .setName(set.name().value())
                .setPolicy(KeyValues.rotation(set.policy()))
                .build();
    }

    static Command policy(SetRotationPolicyProto message) {
        return new Command.SetRotationPolicy(
                new VaultName(message.getVault()),
                new ItemName(message.getName()),
                KeyValues.rotation(message.getPolicy()));
    }
}
