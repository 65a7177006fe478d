package io.strongroom.storage.codec;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;

import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.command.IssuerKey;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.NodeStamp;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RootKeyHolder;
import io.strongroom.storage.command.RotationPolicy;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.ServicePrincipal;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.proto.ClusterProto;
import io.strongroom.storage.proto.DatabaseProto;
import io.strongroom.storage.proto.DeletedHeadProto;
import io.strongroom.storage.proto.IssuerKeyProto;
import io.strongroom.storage.proto.ItemHeadProto;
import io.strongroom.storage.proto.KeyPlaceProto;
import io.strongroom.storage.proto.KeyVersionProto;
import io.strongroom.storage.proto.LogTimeProto;
import io.strongroom.storage.proto.NodeDigestProto;
import io.strongroom.storage.proto.NodeStampProto;
import io.strongroom.storage.proto.NumberProto;
import io.strongroom.storage.proto.PositionProto;
import io.strongroom.storage.proto.PurgeDateProto;
import io.strongroom.storage.proto.RequestExpiryProto;
import io.strongroom.storage.proto.RoleAssignmentProto;
import io.strongroom.storage.proto.RootKeyHolderProto;
import io.strongroom.storage.proto.RootKeyProto;
import io.strongroom.storage.proto.RotationPolicyProto;
import io.strongroom.storage.proto.SecretVersionProto;
import io.strongroom.storage.proto.ServicePrincipalProto;
import io.strongroom.storage.proto.StandstillProto;
import io.strongroom.storage.proto.StandstillsProto;
import io.strongroom.storage.proto.StoredRequestProto;
import io.strongroom.storage.proto.VaultProto;
import io.strongroom.storage.proto.VersionRefProto;
import io.strongroom.storage.proto.VotersProto;
import io.strongroom.storage.proto.WrappedDataKeyProto;

import java.util.function.Function;

/**
 * One kind of row to and from its bytes. The database's checksums vouch for the bytes; decoding
 * throws {@link MalformedException} on what this version does not know.
 */
public final class RowCodec<T> {
    public static final RowCodec<Row.Database> DATABASE =
            new RowCodec<>(
                    row -> DatabaseProto.newBuilder().setFormat(row.format()).build(),
                    reader(DatabaseProto.parser(), row -> new Row.Database(row.getFormat())));
    public static final RowCodec<Row.Position> POSITION =
            new RowCodec<>(
                    row ->
                            PositionProto.newBuilder()
                                    .setTerm(row.term())
                                    .setIndex(row.index())
                                    .build(),
                    reader(
                            PositionProto.parser(),
                            row -> new Row.Position(row.getTerm(), row.getIndex())));
    public static final RowCodec<Row.Count> NUMBER =
            new RowCodec<>(
                    row -> NumberProto.newBuilder().setValue(row.value()).build(),
                    reader(NumberProto.parser(), row -> new Row.Count(row.getValue())));
    public static final RowCodec<Row.Voters> VOTERS =
            new RowCodec<>(
                    row -> VotersProto.newBuilder().addAllNodes(row.nodes()).build(),
                    reader(VotersProto.parser(), row -> new Row.Voters(row.getNodesList())));
    public static final RowCodec<NodeStamp> NODE_STAMP =
            new RowCodec<>(
                    row ->
                            NodeStampProto.newBuilder()
                                    .setNode(row.node())
                                    .setMillis(row.millis())
                                    .setSupportedLevel(row.supportedLevel())
                                    .build(),
                    reader(
                            NodeStampProto.parser(),
                            row ->
                                    new NodeStamp(
                                            row.getNode(),
                                            row.getMillis(),
                                            row.getSupportedLevel())));
    public static final RowCodec<DigestReport> DIGEST_REPORT =
            new RowCodec<>(
                    row ->
                            NodeDigestProto.newBuilder()
                                    .setNode(row.node())
                                    .setIndex(row.index())
                                    .setDigest(Values.bytes(row.digest()))
                                    .build(),
                    reader(
                            NodeDigestProto.parser(),
                            row ->
                                    new DigestReport(
                                            row.getNode(),
                                            row.getIndex(),
                                            Values.bytes(row.getDigest()))));
    public static final RowCodec<Row.Standstills> STANDSTILLS =
            new RowCodec<>(
                    row -> {
                        StandstillsProto.Builder builder = StandstillsProto.newBuilder();
                        row.all()
                                .forEach(one ->
                                        builder.addStandstills(
                                                StandstillProto.newBuilder()
                                                        .setFromMillis(one.fromMillis())
                                                        .setUntilMillis(one.untilMillis())));
                        return builder.build();
                    },
                    reader(
                            StandstillsProto.parser(),
                            row ->
                                    new Row.Standstills(
                                            row.getStandstillsList().stream()
                                                    .map(one ->
                                                            new Row.Standstill(
                                                                    one.getFromMillis(),
                                                                    one.getUntilMillis()))
                                                    .toList())));
    public static final RowCodec<Row.LogTime> LOG_TIME =
            new RowCodec<>(
                    row -> LogTimeProto.newBuilder().setMillis(row.millis()).build(),
                    reader(LogTimeProto.parser(), row -> new Row.LogTime(row.getMillis())));
    public static final RowCodec<Row.Cluster> CLUSTER =
            new RowCodec<>(
                    row ->
                            ClusterProto.newBuilder()
                                    .setClusterUuid(Values.uuid(row.clusterId()))
                                    .setRootKeyFingerprint(Values.bytes(row.rootKeyFingerprint()))
                                    .build(),
                    reader(
                            ClusterProto.parser(),
                            row ->
                                    new Row.Cluster(
                                            Values.uuid(row.getClusterUuid()),
                                            Values.bytes(row.getRootKeyFingerprint()))));
    public static final RowCodec<WrappedDataKey> DATA_KEY =
            new RowCodec<>(Values::dataKey, reader(WrappedDataKeyProto.parser(), Values::dataKey));
    public static final RowCodec<Vault> VAULT =
            new RowCodec<>(Values::vault, reader(VaultProto.parser(), Values::vault));
    public static final RowCodec<ServicePrincipal> PRINCIPAL =
            new RowCodec<>(
                    Values::principal, reader(ServicePrincipalProto.parser(), Values::principal));
    public static final RowCodec<RoleAssignment> ASSIGNMENT =
            new RowCodec<>(
                    Values::assignment, reader(RoleAssignmentProto.parser(), Values::assignment));
    public static final RowCodec<IssuerKey> ISSUER_KEY =
            new RowCodec<>(Values::issuerKey, reader(IssuerKeyProto.parser(), Values::issuerKey));
    public static final RowCodec<SecretVersion> SECRET_VERSION =
            new RowCodec<>(
                    SecretValues::version,
                    reader(SecretVersionProto.parser(), SecretValues::version));
    public static final RowCodec<KeyVersion> KEY_VERSION =
            new RowCodec<>(
                    KeyValues::version, reader(KeyVersionProto.parser(), KeyValues::version));
    public static final RowCodec<RotationPolicy> ROTATION_POLICY =
            new RowCodec<>(
                    KeyValues::rotation, reader(RotationPolicyProto.parser(), KeyValues::rotation));
    public static final RowCodec<RootKeyGeneration> ROOT_KEY =
            new RowCodec<>(
                    RootKeyValues::rootKey, reader(RootKeyProto.parser(), RootKeyValues::rootKey));
    public static final RowCodec<RootKeyHolder> ROOT_KEY_HOLDER =
            new RowCodec<>(
                    RootKeyValues::holder,
                    reader(RootKeyHolderProto.parser(), RootKeyValues::holder));
    public static final RowCodec<Row.KeyPlace> KEY_PLACE =
            new RowCodec<>(
                    row ->
                            KeyPlaceProto.newBuilder()
                                    .setVault(row.vault().value())
                                    .setName(row.name().value())
                                    .setVersion(Values.version(row.version()))
                                    .build(),
                    reader(
                            KeyPlaceProto.parser(),
                            row ->
                                    new Row.KeyPlace(
                                            new VaultName(row.getVault()),
                                            new ItemName(row.getName()),
                                            Values.version(row.getVersion()))));
    public static final RowCodec<Row.VersionRef> VERSION_REF =
            new RowCodec<>(
                    row ->
                            VersionRefProto.newBuilder()
                                    .setVersion(Values.version(row.version()))
                                    .build(),
                    reader(
                            VersionRefProto.parser(),
                            row -> new Row.VersionRef(Values.version(row.getVersion()))));
    public static final RowCodec<Row.ItemHead> ITEM_HEAD =
            new RowCodec<>(RowCodec::head, reader(ItemHeadProto.parser(), RowCodec::head));
    public static final RowCodec<Row.DeletedHead> DELETED_HEAD =
            new RowCodec<>(
                    row ->
                            DeletedHeadProto.newBuilder()
                                    .setHead(head(row.head()))
                                    .setDeletedSeconds(row.deletedSeconds())
                                    .setScheduledPurgeSeconds(row.scheduledPurgeSeconds())
                                    .setDateUncertain(row.dateUncertain())
                                    .build(),
                    reader(
                            DeletedHeadProto.parser(),
                            row ->
                                    new Row.DeletedHead(
                                            head(row.getHead()),
                                            row.getDeletedSeconds(),
                                            row.getScheduledPurgeSeconds(),
                                            row.getDateUncertain())));
    public static final RowCodec<Row.PurgeDate> PURGE_DATE =
            new RowCodec<>(
                    row ->
                            PurgeDateProto.newBuilder()
                                    .setDueSeconds(row.dueSeconds())
                                    .setVault(row.vault().value())
                                    .setName(row.name().value())
                                    .build(),
                    reader(
                            PurgeDateProto.parser(),
                            row ->
                                    new Row.PurgeDate(
                                            row.getDueSeconds(),
                                            new VaultName(row.getVault()),
                                            new ItemName(row.getName()))));
    public static final RowCodec<Row.StoredRequest> STORED_REQUEST =
            new RowCodec<>(
                    row ->
                            StoredRequestProto.newBuilder()
                                    .setCommandDigest(Values.bytes(row.commandDigest()))
                                    .setResult(ResultCodec.toMessage(row.result()))
                                    .setExpiresMillis(row.expiresMillis())
                                    .build(),
                    reader(
                            StoredRequestProto.parser(),
                            row ->
                                    new Row.StoredRequest(
                                            Values.bytes(row.getCommandDigest()),
                                            ResultCodec.fromMessage(row.getResult()),
                                            row.getExpiresMillis())));
    public static final RowCodec<Row.RequestExpiry> REQUEST_EXPIRY =
            new RowCodec<>(
                    row ->
                            RequestExpiryProto.newBuilder()
                                    .setExpiresMillis(row.expiresMillis())
                                    .setCaller(Values.text(row.requestId().caller()))
                                    .setRequestUuid(Values.uuid(row.requestId().id()))
                                    .build(),
                    reader(
                            RequestExpiryProto.parser(),
                            row ->
                                    new Row.RequestExpiry(
                                            row.getExpiresMillis(),
                                            new RequestId(
                                                    row.getCaller(),
                                                    Values.uuid(row.getRequestUuid())))));

    private final Function<T, ? extends MessageLite> toMessage;
    private final Function<byte[], T> read;

    private RowCodec(Function<T, ? extends MessageLite> toMessage, Function<byte[], T> read) {
        this.toMessage = toMessage;
        this.read = read;
    }

    public byte[] encode(T row) {
        return Canonical.encode(toMessage.apply(row));
    }

    public T decode(byte[] row) {
        return read.apply(row);
    }

    private static <M extends MessageLite, T> Function<byte[], T> reader(
            Parser<M> parser, Function<M, T> fromMessage) {
        return bytes -> Canonical.decode(bytes, parser, fromMessage, "a row");
    }

    private static ItemHeadProto head(Row.ItemHead row) {
        return ItemHeadProto.newBuilder()
                .setName(row.name().value())
                .setLatest(Values.version(row.latest()))
                .setNextSequence(row.nextSequence())
                .setVersionCount(row.versionCount())
                .build();
    }

    private static Row.ItemHead head(ItemHeadProto message) {
        return new Row.ItemHead(
                new ItemName(message.getName()),
                Values.version(message.getLatest()),
                message.getNextSequence(),
                message.getVersionCount());
    }
}
