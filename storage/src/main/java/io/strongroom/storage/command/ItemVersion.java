package io.strongroom.storage.command;

import java.util.OptionalInt;

/** A version of something that a vault keeps: what all kinds have in common. */
public sealed interface ItemVersion permits SecretVersion, KeyVersion {
    /** As shown, in the casing of the item's first creation. */
    ItemName name();

    VersionId version();

    /** Of the root key that wraps it directly; empty when only its vault's data key seals it. */
    OptionalInt rootGeneration();
}
