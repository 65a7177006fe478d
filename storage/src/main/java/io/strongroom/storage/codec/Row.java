package io.strongroom.storage.codec;

import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the database's rows hold that neither a command nor a result does. */
public sealed interface Row {
    /** The database's own format. */
    record Database(int format) implements Row {}

    /** The newest entry in the state. */
    record Position(long term, long index) implements Row {}

    /** A count, a level, a revision or an index. */
    record Count(long value) implements Row {}

    /** Whose clocks count. */
    record Voters(List<Integer> nodes) implements Row {
        public Voters {
            nodes = List.copyOf(nodes);
        }
    }

    /** When the quorum time stood still, oldest first. */
    record Standstills(List<Standstill> all) implements Row {
        public Standstills {
            all = List.copyOf(all);
        }
    }

    /**
     * The quorum time stood for a while, and then went on at a stroke.
     *
     * @param fromMillis the quorum time before
     * @param untilMillis the quorum time after
     */
    record Standstill(long fromMillis, long untilMillis) implements Row {}

    /** The newest log time. */
    record LogTime(long millis) implements Row {}

    /** What the cluster was founded with. */
    record Cluster(UUID clusterId, Bytes rootKeyFingerprint) implements Row {}

    /**
     * A secret's entry in the list of live secrets.
     *
     * @param name in the casing of the first creation
     * @param nextSequence what the next version gets; versions are ordered by it, never by time
     */
    record ItemHead(ItemName name, VersionId latest, long nextSequence, int versionCount)
            implements Row {}

    /**
     * A secret's entry in the list of deleted secrets.
     *
     * @param dateUncertain whether the proposer and the quorum disagreed about the time
     */
    record DeletedHead(
            ItemHead head, long deletedSeconds, long scheduledPurgeSeconds, boolean dateUncertain)
            implements Row {}

    /** The version that has a sequence number. */
    record VersionRef(VersionId version) implements Row {}

    /** A deleted secret in the order of its purge. */
    record PurgeDate(long dueSeconds, VaultName vault, ItemName name) implements Row {}

    /** A version of a key, in the order of the root keys that wrap them. */
    record KeyPlace(VaultName vault, ItemName name, VersionId version) implements Row {}

    /** What a request id was used for and what came of it. */
    record StoredRequest(Bytes commandDigest, Result result, long expiresMillis) implements Row {
        /** What a command under the same id is answered; empty once it may be forgotten. */
        public Optional<Result> answer(long nowMillis, Bytes digest) {
            if (nowMillis >= expiresMillis) {
                return Optional.empty();
            }
            return Optional.of(
                    commandDigest.equals(digest) ? result : new Result.RequestIdReused());
        }
    }

    /** A stored request in the order of its expiry. */
    record RequestExpiry(long expiresMillis, RequestId requestId) implements Row {}
}
