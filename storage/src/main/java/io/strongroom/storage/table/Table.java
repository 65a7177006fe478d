package io.strongroom.storage.table;

import io.strongroom.storage.command.FeatureLevel;

import java.util.Optional;

/** The tables of the state. A label is stored and never changes. */
public enum Table {
    /** About the database itself: its format and the newest entry in it. Not part of the state. */
    META("default"),
    /** The founded cluster, its feature level, its voters and its times. */
    CLUSTER("cluster"),
    /** What the nodes said of themselves, by kind and node id. */
    NODES("nodes"),
    /** By owner and generation. */
    DATA_KEYS("data-keys"),
    /** By name. */
    VAULTS("vaults"),
    /** Service principals by client id. */
    PRINCIPALS("principals"),
    /** The object ids in use; the rows are empty. */
    PRINCIPAL_OBJECTS("principal-objects"),
    /** By vault, principal and role. */
    ROLE_ASSIGNMENTS("role-assignments"),
    /** The keys of the assignments by id; marks of removed ones, whose rows are empty. */
    ROLE_ASSIGNMENT_IDS("role-assignment-ids"),
    /** How often a principal's assignments changed, by principal; never removed. */
    POLICY_REVISIONS("policy-revisions"),
    /** By key id. */
    ISSUER_KEYS("issuer-keys"),
    /** Heads of live secrets by vault and name. */
    SECRETS("secrets"),
    /** Heads of deleted secrets by vault and name. */
    DELETED_SECRETS("deleted-secrets"),
    /** Versions of live and deleted secrets by vault, name and version id. */
    SECRET_VERSIONS("secret-versions"),
    /** Version ids by vault, name and sequence number. */
    SECRET_VERSIONS_BY_AGE("secret-versions-by-age"),
    /** Deleted secrets by the time of their purge. */
    PURGE_DATES("purge-dates"),
    /** Heads of live keys by vault and name. */
    KEYS("keys", 3),
    /** Heads of deleted keys by vault and name. */
    DELETED_KEYS("deleted-keys", 3),
    /** Versions of live and deleted keys by vault, name and version id. */
    KEY_VERSIONS("key-versions", 3),
    /** Version ids by vault, name and sequence number. */
    KEY_VERSIONS_BY_AGE("key-versions-by-age", 3),
    /** Deleted keys by the time of their purge. */
    KEY_PURGE_DATES("key-purge-dates", 3),
    /** Of live and deleted keys, by vault and name. */
    ROTATION_POLICIES("rotation-policies", 3),
    /** Root keys by generation, and how far the nodes are with one, by generation and node. */
    ROOT_KEYS("root-keys", 3),
    /** Versions of live and deleted keys by the root key that wraps them in the HSM. */
    KEYS_BY_ROOT("keys-by-root", 3),
    /** Results by request id. */
    REQUESTS("requests"),
    /** Request ids by the time when their results are forgotten. */
    REQUEST_EXPIRIES("request-expiries");

    private final String label;
    private final int level;

    Table(String label) {
        this(label, FeatureLevel.FIRST);
    }

    Table(String label, int level) {
        this.label = label;
        this.level = level;
    }

    /** Empty for a label that is none of these. */
    public static Optional<Table> labelled(String label) {
        for (Table table : values()) {
            if (table.label.equals(label)) {
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }

    /** Whether every version knows it; others have no row before the cluster is at their level. */
    public boolean isOfFirstVersion() {
        return level == FeatureLevel.FIRST;
    }

    /** How the database calls it. */
    public String label() {
        return label;
    }
}
