package io.strongroom.chaos.check.linear;

import io.strongroom.chaos.check.linear.SecretState.Life;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Seen;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns the operations on one name into calls. Writes are told apart by their values, which are
 * unique, and make one version each: an acknowledged one that which it was told, an unknown one
 * that which was read first. An unknown write whose value was read is certain, and took effect
 * before the first of its readers returned.
 */
final class SecretCalls {
    private final Map<String, Integer> writeOfValue = new HashMap<>();
    private final Map<String, Integer> writeOfVersion = new HashMap<>();
    private final Map<Integer, String> versionOfWrite = new HashMap<>();
    private final Set<Integer> sharedId = new HashSet<>();
    private final Set<Integer> readAsLatest = new HashSet<>();
    private final Set<Integer> asked = new HashSet<>();
    private final Map<Integer, Long> firstReaderEnd = new HashMap<>();
    private final Set<Long> doubted;

    private SecretCalls(Set<Long> doubted) {
        this.doubted = doubted;
    }

    /**
     * Of operations on one name.
     *
     * @param doubted ids of answered ones that may as well not have happened
     */
    static List<Call<SecretCommand>> of(List<Operation> operations, Set<Long> doubted) {
        SecretCalls made = new SecretCalls(doubted);
        operations.forEach(made::noteWrite);
        operations.forEach(made::noteRead);
        operations.forEach(made::noteAsked);
        List<Call<SecretCommand>> calls = new ArrayList<>();
        for (Operation one : operations) {
            Call<SecretCommand> call = made.call(one);
            if (call != null) {
                calls.add(call);
            }
        }
        return calls;
    }

    private void noteWrite(Operation one) {
        if (!(one.action() instanceof Action.Set(String value))
                || one.outcome() instanceof Outcome.Failed) {
            return;
        }
        int number = writeOfValue.size() + 1;
        if (writeOfValue.put(value, number) != null) {
            throw new IllegalArgumentException(
                    "the value '" + value + "' was set twice on " + one.name());
        }
        if (one.seen() instanceof Seen.Version(String version, String _)) {
            versionOfWrite.put(number, version);
            if (writeOfVersion.putIfAbsent(version, number) != null) {
                sharedId.add(number);
            }
        }
    }

    private void noteRead(Operation one) {
        if (one.action() instanceof Action.Set
                || doubted.contains(one.id())
                || !(one.seen() instanceof Seen.Version(String version, String value))) {
            return;
        }
        int number = writeOfValue.getOrDefault(value, 0);
        if (number == 0) {
            return;
        }
        writeOfVersion.putIfAbsent(version, number);
        versionOfWrite.putIfAbsent(number, version);
        firstReaderEnd.merge(number, one.span().endNanos(), Math::min);
        if (one.action() instanceof Action.Get) {
            readAsLatest.add(number);
        }
    }

    private void noteAsked(Operation one) {
        if (one.action() instanceof Action.GetVersion(String version)
                && one.outcome() instanceof Outcome.Ok
                && !doubted.contains(one.id())) {
            int number = writeOfVersion.getOrDefault(version, 0);
            if (number != 0) {
                asked.add(number);
            }
        }
    }

    private @Nullable Call<SecretCommand> call(Operation one) {
        return switch (one.outcome()) {
            case Outcome.Failed _ -> null;
            case Outcome.Unknown _ -> unanswered(one);
            case Outcome.Ok(Seen seen) -> {
                SecretCommand command = answered(one, seen);
                if (command == null) {
                    yield null;
                }
                Call<SecretCommand> call =
                        Call.certain(one.id(), one.begin(), one.span().endNanos(), command);
                yield doubted.contains(one.id()) && !isRead(one) ? call.doubted() : call;
            }
        };
    }

    /** Whether it is a set whose value was read: it happened, whoever doubts it. */
    private boolean isRead(Operation one) {
        return one.action() instanceof Action.Set(String value)
                && firstReaderEnd.containsKey(writeOfValue.getOrDefault(value, 0));
    }

    private @Nullable Call<SecretCommand> unanswered(Operation one) {
        return switch (one.action()) {
            case Action.Set(String value) -> {
                int number = writeOfValue.getOrDefault(value, 0);
                Long bound = firstReaderEnd.get(number);
                SecretCommand write = write(number);
                // A value read before it was written is left to the reader to fail by.
                yield bound == null || bound < one.begin()
                        ? Call.perhaps(one.id(), one.begin(), write)
                        : Call.certain(one.id(), one.begin(), bound, write);
            }
            case Action.Delete _ -> Call.perhaps(one.id(), one.begin(), new SecretCommand.Delete());
            case Action.Recover _ ->
                    Call.perhaps(one.id(), one.begin(), new SecretCommand.Recover());
            case Action.Purge _ -> Call.perhaps(one.id(), one.begin(), new SecretCommand.Purge());
            case Action.Get _,
                    Action.GetVersion _,
                    Action.GetDeleted _,
                    Action.ListNames _,
                    Action.ListVersions _,
                    Action.Grant _,
                    Action.Revoke _,
                    Action.Use _ ->
                    null;
        };
    }

    private @Nullable SecretCommand answered(Operation one, Seen seen) {
        boolean refused = seen instanceof Seen.Refused;
        boolean changes = one.action().changes() && !refused;
        if (doubted.contains(one.id()) && !changes) {
            return null;
        }
        boolean onDeleted = one.action() instanceof Action.Set;
        Seen.Refusal only = onDeleted ? Seen.Refusal.CONFLICT : Seen.Refusal.NOT_FOUND;
        if (refused && !one.refusedAs(only)) {
            return new SecretCommand.Never("no state of a secret refuses this so");
        }
        return switch (one.action()) {
            case Action.Set(String value) ->
                    refused
                            ? new SecretCommand.Is(Life.DELETED)
                            : acknowledged(writeOfValue.getOrDefault(value, 0));
            case Action.Get _ -> refused ? new SecretCommand.IsNot(Life.LIVE) : read(seen, "");
            case Action.GetVersion(String version) ->
                    refused ? missing(version) : read(seen, version);
            case Action.GetDeleted _ ->
                    refused
                            ? new SecretCommand.IsNot(Life.DELETED)
                            : new SecretCommand.Is(Life.DELETED);
            case Action.Delete _ ->
                    refused ? new SecretCommand.IsNot(Life.LIVE) : new SecretCommand.Delete();
            case Action.Recover _ ->
                    refused ? new SecretCommand.IsNot(Life.DELETED) : new SecretCommand.Recover();
            case Action.Purge _ ->
                    refused ? new SecretCommand.IsNot(Life.DELETED) : new SecretCommand.Purge();
            // Pages are read one after the other: no single moment explains them.
            case Action.ListNames _,
                    Action.ListVersions _,
                    Action.Grant _,
                    Action.Revoke _,
                    Action.Use _ ->
                    null;
        };
    }

    private SecretCommand acknowledged(int number) {
        return sharedId.contains(number)
                ? new SecretCommand.Never("its version id was given to an earlier write")
                : write(number);
    }

    private SecretCommand write(int number) {
        return new SecretCommand.Write(
                readAsLatest.contains(number) ? number : 0, asked.contains(number) ? number : 0);
    }

    private @Nullable SecretCommand missing(String version) {
        int number = writeOfVersion.getOrDefault(version, 0);
        return number == 0 ? null : new SecretCommand.NoVersion(number);
    }

    /**
     * @param askedFor the version; empty for the latest
     */
    private SecretCommand read(Seen seen, String askedFor) {
        if (!(seen instanceof Seen.Version(String version, String value))) {
            return new SecretCommand.Never("the answer holds no version");
        }
        int number = writeOfValue.getOrDefault(value, 0);
        if (number == 0) {
            return new SecretCommand.Never("nobody wrote this value");
        }
        if (writeOfVersion.getOrDefault(version, 0) != number) {
            return new SecretCommand.Never("the version was made with another value");
        }
        if (!version.equals(versionOfWrite.get(number))) {
            return new SecretCommand.Never("the write of this value made another version");
        }
        if (askedFor.isEmpty()) {
            return new SecretCommand.ReadLatest(number);
        }
        return askedFor.equals(version)
                ? new SecretCommand.ReadVersion(number)
                : new SecretCommand.Never("another version was asked for");
    }
}
