package io.strongroom.storage.codec;

import io.strongroom.storage.command.Result;
import io.strongroom.storage.proto.EmptyProto;
import io.strongroom.storage.proto.LevelUnsupportedProto;
import io.strongroom.storage.proto.PurgedDueProto;
import io.strongroom.storage.proto.ReplyProto;
import io.strongroom.storage.proto.ResultProto;
import io.strongroom.storage.proto.RewrappedProto;

import java.util.List;

/**
 * The results of one entry's commands, in their order, to and from the reply's bytes. Throws only
 * {@link MalformedException}.
 */
public final class ResultCodec {
    private static final int FORMAT = 1;

    private ResultCodec() {}

    public static byte[] encode(List<Result> results) {
        return Canonical.encode(reply(results));
    }

    public static List<Result> decode(byte[] reply) {
        return Canonical.decodeStrictly(
                reply, ReplyProto.parser(), ResultCodec::results, ResultCodec::reply, "a reply");
    }

    private static ReplyProto reply(List<Result> results) {
        ReplyProto.Builder builder = ReplyProto.newBuilder().setFormat(FORMAT);
        results.forEach(result -> builder.addResults(toMessage(result)));
        return builder.build();
    }

    private static List<Result> results(ReplyProto message) {
        if (message.getFormat() != FORMAT) {
            throw new MalformedException(
                    "reply format "
                            + Integer.toUnsignedString(message.getFormat())
                            + " is unknown to this version");
        }
        return message.getResultsList().stream().map(ResultCodec::fromMessage).toList();
    }

    static ResultProto toMessage(Result result) {
        ResultProto.Builder builder = ResultProto.newBuilder();
        EmptyProto empty = EmptyProto.getDefaultInstance();
        return switch (result) {
            case Result.Done _ -> builder.setDone(empty).build();
            case Result.SecretStored stored ->
                    builder.setSecretStored(SecretValues.version(stored.version())).build();
            case Result.SecretDeleted deleted ->
                    builder.setSecretDeleted(SecretValues.deleted(deleted.secret())).build();
            case Result.KeyStored stored ->
                    builder.setKeyStored(KeyValues.version(stored.version())).build();
            case Result.KeyDeleted deleted ->
                    builder.setKeyDeleted(KeyValues.deleted(deleted.key())).build();
            case Result.RotationPolicyStored stored ->
                    builder.setRotationPolicyStored(KeyValues.rotation(stored.policy())).build();
            case Result.KeyChanged _ -> builder.setKeyChanged(empty).build();
            case Result.ReleasePolicyFixed _ -> builder.setReleasePolicyFixed(empty).build();
            case Result.RootKeyRefused refused ->
                    builder.setRootKeyRefused(RootKeyValues.refused(refused)).build();
            case Result.Rewrapped rewrapped ->
                    builder.setRewrapped(RewrappedProto.newBuilder().setCount(rewrapped.count()))
                            .build();
            case Result.PurgedDue purged ->
                    builder.setPurgedDue(PurgedDueProto.newBuilder().setCount(purged.count()))
                            .build();
            case Result.VaultMissing _ -> builder.setVaultMissing(empty).build();
            case Result.ItemMissing _ -> builder.setItemMissing(empty).build();
            case Result.DeletedItemMissing _ -> builder.setDeletedItemMissing(empty).build();
            case Result.ItemIsDeleted _ -> builder.setItemIsDeleted(empty).build();
            case Result.ItemExists _ -> builder.setItemExists(empty).build();
            case Result.PurgeProtected _ -> builder.setPurgeProtected(empty).build();
            case Result.TimesContradict _ -> builder.setTimesContradict(empty).build();
            case Result.AlreadyThere _ -> builder.setAlreadyThere(empty).build();
            case Result.RequestIdReused _ -> builder.setRequestIdReused(empty).build();
            case Result.RoleAssignmentMissing _ -> builder.setRoleAssignmentMissing(empty).build();
            case Result.RoleAssignmentRemoved _ -> builder.setRoleAssignmentRemoved(empty).build();
            case Result.PolicyChanged _ -> builder.setPolicyChanged(empty).build();
            case Result.LevelUnsupported behind ->
                    builder.setLevelUnsupported(
                                    LevelUnsupportedProto.newBuilder().addAllNodes(behind.nodes()))
                            .build();
        };
    }

    static Result fromMessage(ResultProto message) {
        return switch (message.getKindCase()) {
            case DONE -> new Result.Done();
            case SECRET_STORED ->
                    new Result.SecretStored(SecretValues.version(message.getSecretStored()));
            case SECRET_DELETED ->
                    new Result.SecretDeleted(SecretValues.deleted(message.getSecretDeleted()));
            case KEY_STORED -> new Result.KeyStored(KeyValues.version(message.getKeyStored()));
            case KEY_DELETED -> new Result.KeyDeleted(KeyValues.deleted(message.getKeyDeleted()));
            case ROTATION_POLICY_STORED ->
                    new Result.RotationPolicyStored(
                            KeyValues.rotation(message.getRotationPolicyStored()));
            case KEY_CHANGED -> new Result.KeyChanged();
            case RELEASE_POLICY_FIXED -> new Result.ReleasePolicyFixed();
            case ROOT_KEY_REFUSED -> RootKeyValues.refused(message.getRootKeyRefused());
            case REWRAPPED -> new Result.Rewrapped(message.getRewrapped().getCount());
            case PURGED_DUE -> new Result.PurgedDue(message.getPurgedDue().getCount());
            case VAULT_MISSING -> new Result.VaultMissing();
            case ITEM_MISSING -> new Result.ItemMissing();
            case DELETED_ITEM_MISSING -> new Result.DeletedItemMissing();
            case ITEM_IS_DELETED -> new Result.ItemIsDeleted();
            case ITEM_EXISTS -> new Result.ItemExists();
            case PURGE_PROTECTED -> new Result.PurgeProtected();
            case TIMES_CONTRADICT -> new Result.TimesContradict();
            case ALREADY_THERE -> new Result.AlreadyThere();
            case REQUEST_ID_REUSED -> new Result.RequestIdReused();
            case ROLE_ASSIGNMENT_MISSING -> new Result.RoleAssignmentMissing();
            case ROLE_ASSIGNMENT_REMOVED -> new Result.RoleAssignmentRemoved();
            case POLICY_CHANGED -> new Result.PolicyChanged();
            case LEVEL_UNSUPPORTED ->
                    new Result.LevelUnsupported(message.getLevelUnsupported().getNodesList());
            case KIND_NOT_SET ->
                    throw new MalformedException("a result is unknown to this version");
        };
    }
}
