package io.strongroom.storage.table;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.command.IssuerKey;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.NodeStamp;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RootKeyHolder;
import io.strongroom.storage.command.RotationPolicy;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.ServicePrincipal;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.table.Rows.Range;
import io.strongroom.storage.view.ItemsView;
import io.strongroom.storage.view.KeyUnderRoot;
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
    public List<RootKeyGeneration> rootKeys() {
        return new RootKeyRows(rows).all();
    }

    @Override
    public int currentRoot() {
        return rootKeys().stream()
                .filter(key -> key.state() == RootKeyGeneration.State.CURRENT)
                .mapToInt(RootKeyGeneration::generation)
                .findFirst()
                .orElse(RootKeyGeneration.FIRST);
    }

    @Override
    public List<RootKeyHolder> rootKeyHolders(int generation) {
        return new RootKeyRows(rows).holders(generation);
    }

    @Override
    public List<KeyUnderRoot> keysUnderRoot(int generation, int limit) {
        ShelfRows<KeyVersion> keys = new ShelfRows<>(rows, Shelf.KEYS);
        return new RootKeyRows(rows)
                .keys(generation, limit).stream()
                        .map(place ->
                                new KeyUnderRoot(
                                        place.vault(),
                                        keys.knownVersion(
                                                place.vault(), place.name(), place.version())))
                        .toList();
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
        return rows.has(Table.ROLE_ASSIGNMENT_IDS, Keys.removedAssignment(assignment));
    }

    @Override
    public List<IssuerKey> issuerKeys() {
        return all(Table.ISSUER_KEYS, Range.all(), RowCodec.ISSUER_KEY);
    }

    @Override
    public ItemsView<SecretVersion> secrets() {
        return ShelfView.of(rows, Shelf.SECRETS);
    }

    @Override
    public ItemsView<KeyVersion> keys() {
        return ShelfView.of(rows, Shelf.KEYS);
    }

    @Override
    public Optional<RotationPolicy> rotationPolicy(VaultName vault, ItemName key) {
        return rows.get(Table.ROTATION_POLICIES, Keys.item(vault, key), RowCodec.ROTATION_POLICY);
    }

    @Override
    public boolean remembers(RequestId request) {
        return rows.has(Table.REQUESTS, Keys.request(request));
    }

    @Override
    public Optional<Result> earlier(RequestId request, Bytes digest) {
        return rows.get(Table.REQUESTS, Keys.request(request), RowCodec.STORED_REQUEST)
                .flatMap(stored -> stored.answer(logTimeMillis(), digest));
    }

    @Override
    public Optional<Long> nextPurgeSeconds() {
        return Shelf.ALL.stream()
                .flatMap(shelf -> nextPurgeSeconds(shelf.purgeDates()).stream())
                .min(Long::compare);
    }

    private Optional<Long> nextPurgeSeconds(Table dates) {
        Range range = new Range(rows.front(dates), Keys.last());
        return rows.list(dates, range, 1, RowCodec.PURGE_DATE).stream()
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

    private <T> List<T> all(Table table, Range range, RowCodec<T> codec) {
        return rows.list(table, range, Integer.MAX_VALUE, codec);
    }
}
