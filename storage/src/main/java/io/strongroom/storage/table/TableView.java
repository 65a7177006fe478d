package io.strongroom.storage.table;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.DeletedSecret;
import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.command.IssuerKey;
import io.strongroom.storage.command.NodeStamp;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.SecretName;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.ServicePrincipal;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.table.Rows.Range;
import io.strongroom.storage.view.StateView;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;

/** A view of tables that do not change while it is open. */
public final class TableView implements StateView {
    private final Rows rows;
    private final Runnable onClose;

    /**
     * @param frozen tables of one moment
     * @param onClose gives them up; may be called more than once
     */
    public TableView(TableReader frozen, Runnable onClose) {
        this.rows = new Rows(frozen);
        this.onClose = onClose;
    }

    @Override
    public long appliedIndex() {
        return rows.get(Table.META, Keys.text(Keys.APPLIED), RowCodec.POSITION)
                .map(Row.Position::index)
                .orElse(-1L);
    }

    @Override
    public long logTimeMillis() {
        return rows.millis(Keys.LOG_TIME);
    }

    @Override
    public Optional<UUID> clusterId() {
        return cluster().map(Row.Cluster::clusterId);
    }

    @Override
    public Optional<Bytes> rootKeyFingerprint() {
        return cluster().map(Row.Cluster::rootKeyFingerprint);
    }

    private Optional<Row.Cluster> cluster() {
        return rows.get(Table.CLUSTER, Keys.text(Keys.CLUSTER), RowCodec.CLUSTER);
    }

    @Override
    public List<WrappedDataKey> dataKeys() {
        return all(Table.DATA_KEYS, Range.all(), RowCodec.DATA_KEY);
    }

    @Override
    public Optional<WrappedDataKey> dataKey(String owner, int generation) {
        return rows.get(Table.DATA_KEYS, Keys.dataKey(owner, generation), RowCodec.DATA_KEY);
    }

    @Override
    public Optional<WrappedDataKey> latestDataKey(String owner) {
        List<WrappedDataKey> keys =
                all(Table.DATA_KEYS, Range.of(Keys.text(owner)), RowCodec.DATA_KEY);
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys.getLast());
    }

    @Override
    public Optional<Vault> vault(VaultName name) {
        return rows.vault(name);
    }

    @Override
    public List<Vault> vaults() {
        return all(Table.VAULTS, Range.all(), RowCodec.VAULT);
    }

    @Override
    public Optional<ServicePrincipal> servicePrincipal(String clientId) {
        return rows.get(Table.PRINCIPALS, Keys.text(clientId), RowCodec.PRINCIPAL);
    }

    @Override
    public List<RoleAssignment> roleAssignments(VaultName vault, String principalObjectId) {
        byte[] prefix = Keys.roleAssignments(vault, principalObjectId);
        return all(Table.ROLE_ASSIGNMENTS, Range.of(prefix), RowCodec.ASSIGNMENT);
    }

    @Override
    public List<RoleAssignment> roleAssignments(VaultName vault) {
        return all(Table.ROLE_ASSIGNMENTS, Range.of(Keys.vault(vault)), RowCodec.ASSIGNMENT);
    }

    @Override
    public Optional<RoleAssignment> roleAssignment(String id) {
        return rows.roleAssignment(id);
    }

    @Override
    public boolean roleAssignmentRemoved(RoleAssignment assignment) {
        return rows.has(
                Table.ROLE_ASSIGNMENT_IDS,
                Keys.removedAssignment(
                        assignment.vault(),
                        assignment.principalObjectId(),
                        assignment.roleDefinitionId()));
    }

    @Override
    public List<IssuerKey> issuerKeys() {
        return all(Table.ISSUER_KEYS, Range.all(), RowCodec.ISSUER_KEY);
    }

    @Override
    public Optional<SecretVersion> secret(VaultName vault, SecretName name) {
        return rows.secret(vault, name).map(head -> rows.knownVersion(vault, name, head.latest()));
    }

    @Override
    public Optional<SecretVersion> secretVersion(
            VaultName vault, SecretName name, VersionId version) {
        return rows.secret(vault, name).flatMap(_ -> rows.version(vault, name, version));
    }

    @Override
    public int secretVersionCount(VaultName vault, SecretName name) {
        return rows.secret(vault, name).map(Row.SecretHead::versionCount).orElse(0);
    }

    @Override
    public List<SecretVersion> secrets(VaultName vault, String after, int limit) {
        return rows
                .list(Table.SECRETS, namesBehind(vault, after), limit, RowCodec.SECRET_HEAD)
                .stream()
                .map(head -> rows.knownVersion(vault, head.name(), head.latest()))
                .toList();
    }

    @Override
    public List<SecretVersion> secretVersions(
            VaultName vault, SecretName name, String after, int limit) {
        if (rows.secret(vault, name).isEmpty()) {
            return List.of();
        }
        byte[] secret = Keys.secret(vault, name);
        Range range =
                after.isEmpty()
                        ? Range.of(secret)
                        : Range.of(secret, Keys.version(vault, name, after));
        return rows.list(Table.SECRET_VERSIONS, range, limit, RowCodec.SECRET_VERSION);
    }

    @Override
    public List<SecretVersion> secretVersionsByAge(VaultName vault, SecretName name) {
        if (rows.secret(vault, name).isEmpty()) {
            return List.of();
        }
        Range range = Range.of(Keys.secret(vault, name));
        return all(Table.SECRET_VERSIONS_BY_AGE, range, RowCodec.VERSION_REF).stream()
                .map(ref -> rows.knownVersion(vault, name, ref.version()))
                .toList();
    }

    @Override
    public Optional<DeletedSecret> deletedSecret(VaultName vault, SecretName name) {
        return rows.deletedSecret(vault, name).map(head -> deleted(vault, head));
    }

    @Override
    public List<DeletedSecret> deletedSecrets(VaultName vault, String after, int limit) {
        Range range = namesBehind(vault, after);
        return rows.list(Table.DELETED_SECRETS, range, limit, RowCodec.DELETED_HEAD).stream()
                .map(head -> deleted(vault, head))
                .toList();
    }

    @Override
    public Optional<Long> nextPurgeSeconds() {
        Range range = new Range(rows.front(Table.PURGE_DATES), Keys.last());
        return rows.list(Table.PURGE_DATES, range, 1, RowCodec.PURGE_DATE).stream()
                .map(Row.PurgeDate::dueSeconds)
                .findFirst();
    }

    @Override
    public SortedSet<Integer> voters() {
        return rows.voters();
    }

    @Override
    public List<NodeStamp> nodeStamps() {
        return rows.voters().stream().map(rows::stamp).toList();
    }

    @Override
    public List<DigestReport> digestReports() {
        return all(Table.NODES, Range.of(Keys.text(Keys.REPORT)), RowCodec.DIGEST_REPORT);
    }

    @Override
    public int featureLevel() {
        return Math.toIntExact(rows.number(Table.CLUSTER, Keys.text(Keys.FEATURE_LEVEL)));
    }

    @Override
    public long policyRevision(String principalObjectId) {
        return rows.number(Table.POLICY_REVISIONS, Keys.text(principalObjectId));
    }

    @Override
    public long newestPurgeIndex() {
        return rows.get(Table.META, Keys.text(Keys.NEWEST_PURGE), RowCodec.NUMBER)
                .map(Row.Count::value)
                .orElse(-1L);
    }

    @Override
    public void close() {
        onClose.run();
    }

    private DeletedSecret deleted(VaultName vault, Row.DeletedHead deleted) {
        return new DeletedSecret(
                rows.knownVersion(vault, deleted.head().name(), deleted.head().latest()),
                deleted.deletedSeconds(),
                deleted.scheduledPurgeSeconds());
    }

    private static Range namesBehind(VaultName vault, String after) {
        byte[] prefix = Keys.vault(vault);
        return after.isEmpty() ? Range.of(prefix) : Range.of(prefix, Keys.secret(vault, after));
    }

    private <T> List<T> all(Table table, Range range, RowCodec<T> codec) {
        return rows.list(table, range, Integer.MAX_VALUE, codec);
    }
}
