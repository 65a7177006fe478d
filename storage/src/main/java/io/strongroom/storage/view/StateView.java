package io.strongroom.storage.view;

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

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;

/**
 * The state as of one applied index. Everything read from one view is of that index, however long
 * it is held. For one thread; close it soon, it pins old rows (and with them purged secrets). Any
 * method throws an unchecked {@link io.strongroom.storage.StorageException} when the database
 * fails.
 */
public interface StateView extends AutoCloseable {
    /** The log index that the view is of, -1 before the first entry. */
    long appliedIndex();

    /**
     * The quorum time, Unix milliseconds: the newest that a majority of the voters has reached; it
     * never goes back. Retentions and memories end by it. 0 before a majority has spoken.
     */
    long logTimeMillis();

    /** The voters that the quorum time counts; empty before the first configuration. */
    SortedSet<Integer> voters();

    /** What each voter last said of its clock and version, ordered by node id. */
    List<NodeStamp> nodeStamps();

    /** What each node last reported of its digest, ordered by node id. */
    List<DigestReport> digestReports();

    /** The cluster's feature level, 0 before it is founded. */
    int featureLevel();

    /** The revision of a principal's rights: it grows whenever an assignment of its changes. */
    long policyRevision(String principalObjectId);

    /** The log index of the newest entry that removed a sealed value, -1 when none has. */
    long newestPurgeIndex();

    /** The cluster's id, once it is founded. */
    Optional<UUID> clusterId();

    /** The fingerprint of the root key that the cluster was founded with. */
    Optional<Bytes> rootKeyFingerprint();

    /** Every root key, oldest first; empty before the cluster is founded. */
    List<RootKeyGeneration> rootKeys();

    /**
     * The generation of the root key by which what is new is wrapped; the first before the cluster
     * is founded.
     */
    int currentRoot();

    /** How far nodes are with a root key on its way, ordered by node. */
    List<RootKeyHolder> rootKeyHolders(int generation);

    /** Versions of live and deleted keys that the root key wraps inside HSMs, so many at most. */
    List<KeyUnderRoot> keysUnderRoot(int generation, int limit);

    /** Every data key of every owner, ordered by owner and generation. */
    List<WrappedDataKey> dataKeys();

    Optional<WrappedDataKey> dataKey(String owner, int generation);

    /** The owner's key of the highest generation. */
    Optional<WrappedDataKey> latestDataKey(String owner);

    Optional<Vault> vault(VaultName name);

    List<Vault> vaults();

    Optional<ServicePrincipal> servicePrincipal(String clientId);

    /** The principal's assignments on one vault and on objects in it. */
    List<RoleAssignment> roleAssignments(VaultName vault, String principalObjectId);

    /** All assignments on one vault and on objects in it, ordered by principal, role and object. */
    List<RoleAssignment> roleAssignments(VaultName vault);

    Optional<RoleAssignment> roleAssignment(String id);

    /** Whether this role of the principal's there was removed, and not added since. */
    boolean roleAssignmentRemoved(RoleAssignment assignment);

    List<IssuerKey> issuerKeys();

    /** All secrets. */
    ItemsView<SecretVersion> secrets();

    /** All keys. */
    ItemsView<KeyVersion> keys();

    /** Of a live or deleted key; empty when none was set. */
    Optional<RotationPolicy> rotationPolicy(VaultName vault, ItemName key);

    /** Whether this request was done, or refused, by a command of its own. */
    boolean remembers(RequestId request);

    /**
     * What a command of this request would be answered without being applied: what it was answered
     * first, or {@link Result.RequestIdReused} when it was another; empty when it would be applied.
     *
     * @param digest of the command, by {@link io.strongroom.storage.codec.CommandDigest}
     */
    Optional<Result> earlier(RequestId request, Bytes digest);

    /** When the next deleted item falls due, Unix seconds; empty when none is deleted. */
    Optional<Long> nextPurgeSeconds();

    @Override
    void close();
}
