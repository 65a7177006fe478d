package io.strongroom.storage.command;

import java.util.List;

/** What a command did, computed alike on every replica. A refusal is a result too. */
public sealed interface Result {
    /** Done; nothing to say about it. */
    record Done() implements Result {}

    /**
     * The version that was set, updated, recovered (latest) or restored (latest), without its
     * value: results are kept for retries, and must not outlive a purge with what it purged.
     */
    record SecretStored(SecretVersion version) implements Result {}

    /** The secret is deleted now; without its value. */
    record SecretDeleted(DeletedItem<SecretVersion> secret) implements Result {}

    /** The version that was added, updated, recovered (latest) or restored (latest). */
    record KeyStored(KeyVersion version) implements Result {}

    /** The key is deleted now. */
    record KeyDeleted(DeletedItem<KeyVersion> key) implements Result {}

    /** The policy as it stands now, with its times. */
    record RotationPolicyStored(RotationPolicy policy) implements Result {}

    /**
     * The key that was to be rotated or updated is of another kind by now, or no rotation of it is
     * due.
     */
    record KeyChanged() implements Result {}

    /** The key's release policy cannot be changed any more, or there never was one. */
    record ReleasePolicyFixed() implements Result {}

    /**
     * A root key is not changed in this way now, or no longer wraps anything.
     *
     * @param nodes that the reason is about
     */
    record RootKeyRefused(Reason reason, List<Integer> nodes) implements Result {
        /** Why. */
        public enum Reason {
            /** The cluster is not founded yet. */
            NOT_FOUNDED,
            /** Another root key is on its way. */
            UNDER_WAY,
            /** The generation is not the next one. */
            NOT_NEXT,
            /** The generation is not one on its way. */
            NOT_NEW,
            /** The generation is not the current one. */
            NOT_CURRENT,
            /** The generation cannot be given up: it is the current one or none. */
            NOT_OLD,
            /** The node is no voter. */
            NO_VOTER,
            /** The node does not offer this transport key. */
            NOT_OFFERED,
            /** These voters do not hold it yet. */
            HOLDERS_MISSING,
            /** Something is still wrapped by it. */
            IN_USE,
            /** What is to be stored is wrapped by a root key that wraps nothing any more. */
            RETIRED
        }

        public RootKeyRefused {
            nodes = List.copyOf(nodes);
        }

        public RootKeyRefused(Reason reason) {
            this(reason, List.of());
        }
    }

    /** How many keys were taken over. */
    record Rewrapped(int count) implements Result {}

    /** How many items left because their retention had passed. */
    record PurgedDue(int count) implements Result {}

    /** No such vault. */
    record VaultMissing() implements Result {}

    /** No such live item, or no such version of it. */
    record ItemMissing() implements Result {}

    /** No such deleted item. */
    record DeletedItemMissing() implements Result {}

    /** The name belongs to a deleted item that can still be recovered. */
    record ItemIsDeleted() implements Result {}

    /** The name belongs to a live item. */
    record ItemExists() implements Result {}

    /** The vault is purge-protected. */
    record PurgeProtected() implements Result {}

    /** After the change nbf would not be before exp. */
    record TimesContradict() implements Result {}

    /** What was to be founded, created or added is there already; also a version's id. */
    record AlreadyThere() implements Result {}

    /** No such role assignment. */
    record RoleAssignmentMissing() implements Result {}

    /** The role assignment was removed, and the command does not say that it wants it again. */
    record RoleAssignmentRemoved() implements Result {}

    /** The caller's rights have changed since the command was authorised: decide again. */
    record PolicyChanged() implements Result {}

    /** These voters do not support the feature level, or have not said so yet. */
    record LevelUnsupported(List<Integer> nodes) implements Result {
        public LevelUnsupported {
            nodes = List.copyOf(nodes);
        }
    }

    /** The request id was used before by the same caller for another command. */
    record RequestIdReused() implements Result {}
}
