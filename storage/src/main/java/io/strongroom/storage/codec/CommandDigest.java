package io.strongroom.storage.codec;

import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.proto.AddKeyProto;
import io.strongroom.storage.proto.CommandProto;
import io.strongroom.storage.proto.RotateKeyProto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Tells a retry from another command under the same request id: SHA-256 over what the caller asked
 * for. What a server adds on each attempt (ids, sealed and wrapped bytes, salts) is left out,
 * because the client may have come back through another node.
 */
public final class CommandDigest {
    private CommandDigest() {}

    public static Bytes of(Command command) {
        return of(asked(command));
    }

    /** Of a rotation that a caller asks for; what it rotates need not be there any more. */
    public static Bytes ofRotation(VaultName vault, ItemName name) {
        return of(
                CommandProto.newBuilder()
                        .setRotateKey(
                                RotateKeyProto.newBuilder()
                                        .setVault(vault.value())
                                        .setName(name.value()))
                        .build());
    }

    private static Bytes of(CommandProto asked) {
        try {
            return Bytes.copyOf(
                    MessageDigest.getInstance("SHA-256").digest(Canonical.encode(asked)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static CommandProto asked(Command command) {
        CommandProto.Builder builder = CommandMessages.toMessage(command).toBuilder();
        switch (command) {
            case Command.FoundCluster _ -> builder.getFoundClusterBuilder().clearDataKeys();
            case Command.CreateVault _ -> builder.getCreateVaultBuilder().clearDataKey();
            case Command.AddServicePrincipal _ ->
                    // Salted anew on each attempt.
                    builder.getAddServicePrincipalBuilder()
                            .getPrincipalBuilder()
                            .clearSecretHashes();
            case Command.AddIssuerKey _ -> builder.getAddIssuerKeyBuilder().clearKey();
            case Command.SetSecret _ ->
                    builder.getSetSecretBuilder().clearVersion().clearSealedValue();
            case Command.AddKey add -> builder.setAddKey(asked(builder.getAddKey(), add));
            case Command.RotateKey _ ->
                    // Of a rotation only the key is asked for: the rest comes from what is there.
                    builder.getRotateKeyBuilder().clearVersion().clearMaterial();
            // The blob's digest stands for the versions in it.
            case Command.RestoreKey _ ->
                    builder.getRestoreKeyBuilder()
                            .clearVersions()
                            .clearTerms()
                            .clearTermsOfVersions();
            case Command.RestoreSecret _ -> builder.getRestoreSecretBuilder().clearVersions();
            case Command.AddRoleAssignment _,
                    Command.RemoveRoleAssignment _,
                    Command.FinalizeLevel _,
                    Command.ReportDigest _,
                    Command.UpdateSecret _,
                    Command.DeleteSecret _,
                    Command.RecoverSecret _,
                    Command.PurgeSecret _,
                    Command.UpdateKey _,
                    Command.DeleteKey _,
                    Command.RecoverKey _,
                    Command.PurgeKey _,
                    Command.SetRotationPolicy _,
                    Command.StartRootRotation _,
                    Command.OfferTransportKey _,
                    Command.DeliverRootKey _,
                    Command.HoldRootKey _,
                    Command.AdoptRootKey _,
                    Command.Rewrap _,
                    Command.RetireRootKey _,
                    Command.PurgeDue _ -> {}
        }
        return builder.build();
    }

    private static AddKeyProto asked(AddKeyProto message, Command.AddKey add) {
        AddKeyProto.Builder asked = message.toBuilder().clearVersion();
        asked.getMaterialBuilder().clearSealedPrivate().clearRootGeneration();
        if (add.materialDigest().equals(Bytes.empty())) {
            // Made anew on each attempt.
            asked.getMaterialBuilder().clearPublicKey();
        }
        return asked.build();
    }
}
