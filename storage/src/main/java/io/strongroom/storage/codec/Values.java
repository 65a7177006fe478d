package io.strongroom.storage.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.IssuerKey;
import io.strongroom.storage.command.ObjectScope;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.ServicePrincipal;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.proto.IssuerKeyProto;
import io.strongroom.storage.proto.RoleAssignmentProto;
import io.strongroom.storage.proto.ServicePrincipalProto;
import io.strongroom.storage.proto.VaultProto;
import io.strongroom.storage.proto.WrappedDataKeyProto;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Domain values to and from their messages; secrets have {@link SecretValues}. */
final class Values {
    private Values() {}

    static ByteString bytes(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.toArray());
    }

    static Bytes bytes(ByteString bytes) {
        return Bytes.copyOf(bytes.toByteArray());
    }

    /** Text as it is; a lone surrogate would silently become a question mark. */
    static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            int next = i + 1;
            if (next == text.length()
                    || !Character.isSurrogatePair(text.charAt(i), text.charAt(next))) {
                throw new MalformedException("a text with half a surrogate pair has no encoding");
            }
            i = next;
        }
        return text;
    }

    static ByteString uuid(UUID id) {
        ByteBuffer buffer = ByteBuffer.allocate(16);
        buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return UnsafeByteOperations.unsafeWrap(buffer.array());
    }

    static UUID uuid(ByteString bytes) {
        if (bytes.size() != 16) {
            throw new MalformedException("a UUID has 16 bytes, not " + bytes.size());
        }
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    static ByteString version(VersionId version) {
        return UnsafeByteOperations.unsafeWrap(HexFormat.of().parseHex(version.value()));
    }

    static VersionId version(ByteString bytes) {
        return new VersionId(HexFormat.of().formatHex(bytes.toByteArray()));
    }

    static VaultProto vault(Vault vault) {
        return VaultProto.newBuilder()
                .setName(vault.name().value())
                .setRetentionDays(vault.retentionDays())
                .setPurgeProtection(vault.purgeProtection())
                .build();
    }

    static Vault vault(VaultProto message) {
        return new Vault(
                new VaultName(message.getName()),
                message.getRetentionDays(),
                message.getPurgeProtection());
    }

    static WrappedDataKeyProto dataKey(WrappedDataKey key) {
        return WrappedDataKeyProto.newBuilder()
                .setOwner(text(key.owner()))
                .setGeneration(key.generation())
                .setWrapped(bytes(key.wrapped()))
                .setRootGeneration(RootKeyValues.root(key.rootGeneration()))
                .build();
    }

    static WrappedDataKey dataKey(WrappedDataKeyProto message) {
        return new WrappedDataKey(
                message.getOwner(),
                message.getGeneration(),
                bytes(message.getWrapped()),
                RootKeyValues.rootOf(message.getRootGeneration()));
    }

    static ServicePrincipalProto principal(ServicePrincipal principal) {
        ServicePrincipalProto.Builder builder =
                ServicePrincipalProto.newBuilder()
                        .setClientId(text(principal.clientId()))
                        .setObjectId(text(principal.objectId()))
                        .setDisplayName(text(principal.displayName()));
        principal.secretHashes().forEach(hash -> builder.addSecretHashes(text(hash)));
        principal.certificates().forEach(der -> builder.addCertificates(bytes(der)));
        return builder.build();
    }

    static ServicePrincipal principal(ServicePrincipalProto message) {
        return new ServicePrincipal(
                message.getClientId(),
                message.getObjectId(),
                message.getDisplayName(),
                message.getSecretHashesList(),
                message.getCertificatesList().stream().map(Values::bytes).toList());
    }

    static RoleAssignmentProto assignment(RoleAssignment assignment) {
        RoleAssignmentProto.Builder builder =
                RoleAssignmentProto.newBuilder()
                        .setId(text(assignment.id()))
                        .setPrincipalObjectId(text(assignment.principalObjectId()))
                        .setRoleDefinitionId(text(assignment.roleDefinitionId()))
                        .setVault(assignment.vault().value());
        assignment.object().ifPresent(object -> builder.setObject(object.value()));
        return builder.build();
    }

    static RoleAssignment assignment(RoleAssignmentProto message) {
        return new RoleAssignment(
                message.getId(),
                message.getPrincipalObjectId(),
                message.getRoleDefinitionId(),
                new VaultName(message.getVault()),
                message.hasObject()
                        ? Optional.of(new ObjectScope(message.getObject()))
                        : Optional.empty());
    }

    static IssuerKeyProto issuerKey(IssuerKey key) {
        return IssuerKeyProto.newBuilder()
                .setKeyId(text(key.keyId()))
                .setPublicJwk(text(key.publicJwk()))
                .setSealedPrivateKey(bytes(key.sealedPrivateKey()))
                .build();
    }

    static IssuerKey issuerKey(IssuerKeyProto message) {
        return new IssuerKey(
                message.getKeyId(), message.getPublicJwk(), bytes(message.getSealedPrivateKey()));
    }
}
