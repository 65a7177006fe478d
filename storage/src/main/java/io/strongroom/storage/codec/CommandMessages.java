package io.strongroom.storage.codec;

import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.proto.AddIssuerKeyProto;
import io.strongroom.storage.proto.AddRoleAssignmentProto;
import io.strongroom.storage.proto.AddServicePrincipalProto;
import io.strongroom.storage.proto.CommandProto;
import io.strongroom.storage.proto.CreateVaultProto;
import io.strongroom.storage.proto.FinalizeLevelProto;
import io.strongroom.storage.proto.FoundClusterProto;
import io.strongroom.storage.proto.ItemAddressProto;
import io.strongroom.storage.proto.PurgeDueProto;
import io.strongroom.storage.proto.RemoveRoleAssignmentProto;
import io.strongroom.storage.proto.ReportDigestProto;
import io.strongroom.storage.proto.RestoreSecretProto;
import io.strongroom.storage.proto.SetSecretProto;
import io.strongroom.storage.proto.TagsProto;
import io.strongroom.storage.proto.UpdateSecretProto;

/** Commands to and from their messages. */
final class CommandMessages {
    private CommandMessages() {}

    static CommandProto toMessage(Command command) {
        CommandProto.Builder builder = CommandProto.newBuilder();
        return switch (command) {
            case Command.FoundCluster found -> builder.setFoundCluster(found(found)).build();
            case Command.CreateVault create ->
                    builder.setCreateVault(
                                    CreateVaultProto.newBuilder()
                                            .setVault(Values.vault(create.vault()))
                                            .setDataKey(Values.dataKey(create.dataKey())))
                            .build();
            case Command.AddServicePrincipal add ->
                    builder.setAddServicePrincipal(
                                    AddServicePrincipalProto.newBuilder()
                                            .setPrincipal(Values.principal(add.principal())))
                            .build();
            case Command.AddRoleAssignment add ->
                    builder.setAddRoleAssignment(
                                    AddRoleAssignmentProto.newBuilder()
                                            .setAssignment(Values.assignment(add.assignment()))
                                            .setEvenIfRemoved(add.evenIfRemoved()))
                            .build();
            case Command.AddIssuerKey add ->
                    builder.setAddIssuerKey(
                                    AddIssuerKeyProto.newBuilder()
                                            .setKey(Values.issuerKey(add.key())))
                            .build();
            case Command.SetSecret set -> builder.setSetSecret(set(set)).build();
            case Command.UpdateSecret update -> builder.setUpdateSecret(update(update)).build();
            case Command.DeleteSecret delete ->
                    builder.setDeleteSecret(address(delete.vault(), delete.name())).build();
            case Command.RecoverSecret recover ->
                    builder.setRecoverSecret(address(recover.vault(), recover.name())).build();
            case Command.PurgeSecret purge ->
                    builder.setPurgeSecret(address(purge.vault(), purge.name())).build();
            case Command.RestoreSecret restore ->
                    builder.setRestoreSecret(restore(restore)).build();
            case Command.AddKey add -> builder.setAddKey(KeyCommands.add(add)).build();
            case Command.RotateKey rotate ->
                    builder.setRotateKey(KeyCommands.rotate(rotate)).build();
            case Command.UpdateKey update ->
                    builder.setUpdateKey(KeyCommands.update(update)).build();
            case Command.DeleteKey delete ->
                    builder.setDeleteKey(address(delete.vault(), delete.name())).build();
            case Command.RecoverKey recover ->
                    builder.setRecoverKey(address(recover.vault(), recover.name())).build();
            case Command.PurgeKey purge ->
                    builder.setPurgeKey(address(purge.vault(), purge.name())).build();
            case Command.RestoreKey restore ->
                    builder.setRestoreKey(KeyCommands.restore(restore)).build();
            case Command.SetRotationPolicy set ->
                    builder.setSetRotationPolicy(KeyCommands.policy(set)).build();
            case Command.StartRootRotation start ->
                    builder.setStartRootRotation(RootKeyValues.start(start)).build();
            case Command.OfferTransportKey offer ->
                    builder.setOfferTransportKey(RootKeyValues.offer(offer)).build();
            case Command.DeliverRootKey deliver ->
                    builder.setDeliverRootKey(RootKeyValues.deliver(deliver)).build();
            case Command.HoldRootKey hold ->
                    builder.setHoldRootKey(RootKeyValues.hold(hold)).build();
            case Command.AdoptRootKey(int generation) ->
                    builder.setAdoptRootKey(RootKeyValues.generation(generation)).build();
            case Command.Rewrap rewrap -> builder.setRewrap(RootKeyValues.rewrap(rewrap)).build();
            case Command.RetireRootKey(int generation) ->
                    builder.setRetireRootKey(RootKeyValues.generation(generation)).build();
            case Command.PurgeDue due ->
                    builder.setPurgeDue(PurgeDueProto.newBuilder().setLimit(due.limit())).build();
            case Command.RemoveRoleAssignment remove ->
                    builder.setRemoveRoleAssignment(
                                    RemoveRoleAssignmentProto.newBuilder()
                                            .setId(Values.text(remove.id())))
                            .build();
            case Command.FinalizeLevel finish ->
                    builder.setFinalizeLevel(
                                    FinalizeLevelProto.newBuilder().setLevel(finish.level()))
                            .build();
            case Command.ReportDigest report ->
                    builder.setReportDigest(
                                    ReportDigestProto.newBuilder()
                                            .setIndex(report.index())
                                            .setDigest(Values.bytes(report.digest())))
                            .build();
        };
    }

    static Command fromMessage(CommandProto message) {
        return switch (message.getKindCase()) {
            case FOUND_CLUSTER -> found(message.getFoundCluster());
            case CREATE_VAULT ->
                    new Command.CreateVault(
                            Values.vault(message.getCreateVault().getVault()),
                            Values.dataKey(message.getCreateVault().getDataKey()));
            case ADD_SERVICE_PRINCIPAL ->
                    new Command.AddServicePrincipal(
                            Values.principal(message.getAddServicePrincipal().getPrincipal()));
            case ADD_ROLE_ASSIGNMENT ->
                    new Command.AddRoleAssignment(
                            Values.assignment(message.getAddRoleAssignment().getAssignment()),
                            message.getAddRoleAssignment().getEvenIfRemoved());
            case ADD_ISSUER_KEY ->
                    new Command.AddIssuerKey(Values.issuerKey(message.getAddIssuerKey().getKey()));
            case SET_SECRET -> set(message.getSetSecret());
            case UPDATE_SECRET -> update(message.getUpdateSecret());
            case DELETE_SECRET ->
                    new Command.DeleteSecret(
                            vault(message.getDeleteSecret()), name(message.getDeleteSecret()));
            case RECOVER_SECRET ->
                    new Command.RecoverSecret(
                            vault(message.getRecoverSecret()), name(message.getRecoverSecret()));
            case PURGE_SECRET ->
                    new Command.PurgeSecret(
                            vault(message.getPurgeSecret()), name(message.getPurgeSecret()));
            case RESTORE_SECRET -> restore(message.getRestoreSecret());
            case ADD_KEY -> KeyCommands.add(message.getAddKey());
            case ROTATE_KEY -> KeyCommands.rotate(message.getRotateKey());
            case UPDATE_KEY -> KeyCommands.update(message.getUpdateKey());
            case DELETE_KEY ->
                    new Command.DeleteKey(
                            vault(message.getDeleteKey()), name(message.getDeleteKey()));
            case RECOVER_KEY ->
                    new Command.RecoverKey(
                            vault(message.getRecoverKey()), name(message.getRecoverKey()));
            case PURGE_KEY ->
                    new Command.PurgeKey(vault(message.getPurgeKey()), name(message.getPurgeKey()));
            case RESTORE_KEY -> KeyCommands.restore(message.getRestoreKey());
            case SET_ROTATION_POLICY -> KeyCommands.policy(message.getSetRotationPolicy());
            case START_ROOT_ROTATION -> RootKeyValues.start(message.getStartRootRotation());
            case OFFER_TRANSPORT_KEY -> RootKeyValues.offer(message.getOfferTransportKey());
            case DELIVER_ROOT_KEY -> RootKeyValues.deliver(message.getDeliverRootKey());
            case HOLD_ROOT_KEY ->
                    new Command.HoldRootKey(
                            message.getHoldRootKey().getGeneration(),
                            message.getHoldRootKey().getNode());
            case ADOPT_ROOT_KEY ->
                    new Command.AdoptRootKey(message.getAdoptRootKey().getGeneration());
            case REWRAP -> RootKeyValues.rewrap(message.getRewrap());
            case RETIRE_ROOT_KEY ->
                    new Command.RetireRootKey(message.getRetireRootKey().getGeneration());
            case PURGE_DUE -> new Command.PurgeDue(message.getPurgeDue().getLimit());
            case REMOVE_ROLE_ASSIGNMENT ->
                    new Command.RemoveRoleAssignment(message.getRemoveRoleAssignment().getId());
            case FINALIZE_LEVEL -> new Command.FinalizeLevel(message.getFinalizeLevel().getLevel());
            case REPORT_DIGEST ->
                    new Command.ReportDigest(
                            message.getReportDigest().getIndex(),
                            Values.bytes(message.getReportDigest().getDigest()));
            case KIND_NOT_SET ->
                    throw new MalformedException(
                            "a command of this entry is unknown to this version: upgrade this"
                                    + " node");
        };
    }

    private static FoundClusterProto found(Command.FoundCluster found) {
        FoundClusterProto.Builder builder =
                FoundClusterProto.newBuilder()
                        .setClusterUuid(Values.uuid(found.clusterId()))
                        .setRootKeyFingerprint(Values.bytes(found.rootKeyFingerprint()))
                        .setFeatureLevel(found.featureLevel());
        found.dataKeys().forEach(key -> builder.addDataKeys(Values.dataKey(key)));
        return builder.build();
    }

    private static Command found(FoundClusterProto message) {
        return new Command.FoundCluster(
                Values.uuid(message.getClusterUuid()),
                Values.bytes(message.getRootKeyFingerprint()),
                message.getDataKeysList().stream().map(Values::dataKey).toList(),
                message.getFeatureLevel());
    }

    private static SetSecretProto set(Command.SetSecret set) {
        SetSecretProto.Builder builder =
                SetSecretProto.newBuilder()
                        .setVault(set.vault().value())
                        .setName(set.name().value())
                        .setVersion(Values.version(set.version()))
                        .setSealedValue(Values.bytes(set.sealedValue()))
                        .addAllTags(SecretValues.tags(set.tags()))
                        .setAttributes(SecretValues.attributes(set.attributes()))
                        .setValueDigest(Values.bytes(set.valueDigest()));
        set.contentType().map(Values::text).ifPresent(builder::setContentType);
        return builder.build();
    }

    private static Command set(SetSecretProto message) {
        return new Command.SetSecret(
                new VaultName(message.getVault()),
                new ItemName(message.getName()),
                Values.version(message.getVersion()),
                Values.bytes(message.getSealedValue()),
                SecretValues.optional(message.hasContentType(), message.getContentType()),
                SecretValues.tags(message.getTagsList()),
                SecretValues.attributes(message.getAttributes()),
                Values.bytes(message.getValueDigest()));
    }

    private static UpdateSecretProto update(Command.UpdateSecret update) {
        UpdateSecretProto.Builder builder =
                UpdateSecretProto.newBuilder()
                        .setVault(update.vault().value())
                        .setName(update.name().value());
        update.version().map(Values::version).ifPresent(builder::setVersion);
        update.contentType().map(Values::text).ifPresent(builder::setContentType);
        update.tags()
                .map(tags -> TagsProto.newBuilder().addAllTags(SecretValues.tags(tags)).build())
                .ifPresent(builder::setTags);
        update.enabled().ifPresent(builder::setEnabled);
        update.notBefore().ifPresent(builder::setNotBefore);
        update.expires().ifPresent(builder::setExpires);
        return builder.build();
    }

    private static Command update(UpdateSecretProto message) {
        return new Command.UpdateSecret(
                new VaultName(message.getVault()),
                new ItemName(message.getName()),
                SecretValues.optional(message.hasVersion(), message.getVersion())
                        .map(Values::version),
                SecretValues.optional(message.hasContentType(), message.getContentType()),
                SecretValues.optional(message.hasTags(), message.getTags())
                        .map(tags -> SecretValues.tags(tags.getTagsList())),
                SecretValues.optional(message.hasEnabled(), message.getEnabled()),
                SecretValues.optional(message.hasNotBefore(), message.getNotBefore()),
                SecretValues.optional(message.hasExpires(), message.getExpires()));
    }

    private static RestoreSecretProto restore(Command.RestoreSecret restore) {
        RestoreSecretProto.Builder builder =
                RestoreSecretProto.newBuilder()
                        .setVault(restore.vault().value())
                        .setName(restore.name().value())
                        .setBlobDigest(Values.bytes(restore.blobDigest()));
        restore.versions().forEach(version -> builder.addVersions(SecretValues.version(version)));
        return builder.build();
    }

    private static Command restore(RestoreSecretProto message) {
        return new Command.RestoreSecret(
                new VaultName(message.getVault()),
                new ItemName(message.getName()),
                message.getVersionsList().stream().map(SecretValues::version).toList(),
                Values.bytes(message.getBlobDigest()));
    }

    private static ItemAddressProto address(VaultName vault, ItemName name) {
        return ItemAddressProto.newBuilder().setVault(vault.value()).setName(name.value()).build();
    }

    private static VaultName vault(ItemAddressProto message) {
        return new VaultName(message.getVault());
    }

    private static ItemName name(ItemAddressProto message) {
        return new ItemName(message.getName());
    }
}
