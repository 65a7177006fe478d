package io.strongroom.chaos.check.simulation;

/** What can be wrong with the simulated vault. */
public enum PlantedBug {
    NONE,
    /** A get answers with a version that was replaced before it began. */
    STALE_READ,
    /** A set is acknowledged and not stored. */
    LOST_WRITE,
    /** A set is stored twice, as by a retry that is not recognised. */
    DUPLICATE,
    /** A set that was refused for good is stored. */
    FAILED_WRITE_STORED,
    /** A deleted secret is removed after half of its retention. */
    EARLY_PURGE,
    /** A deleted secret is never removed. */
    MISSING_PURGE,
    /** A get finds what is deleted or purged. */
    RESURRECTED,
    /** A call succeeds with a role that was taken away before it began. */
    SUCCESS_AFTER_REVOKE,
    /** A call is refused although the role was given before it began. */
    REFUSED_AFTER_GRANT,
    /** A read gives the latest version another id. */
    ANOTHER_ID,
    /** A page begins with the item that ended the one before. */
    LISTED_TWICE,
    /** A page begins one item too late. */
    LISTING_MISSES
}
