package io.strongroom.chaos.check.linear;

import io.strongroom.chaos.check.linear.SecretState.Life;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A secret's life: a set makes a version unless the name is deleted; a delete takes all versions
 * together, a recover brings all back, a purge of the deleted ends them; 404 and 409 otherwise.
 */
final class SecretModel implements Model<SecretState, SecretCommand> {
    private static final SecretState ABSENT =
            new SecretState(Life.ABSENT, 0, Collections.emptySortedSet());

    @Override
    public SecretState initial() {
        return ABSENT;
    }

    @Override
    public @Nullable SecretState step(SecretState state, SecretCommand command) {
        Life life = state.life();
        return switch (command) {
            case SecretCommand.Write(int number, int asked) ->
                    life == Life.DELETED
                            ? null
                            : new SecretState(Life.LIVE, number, with(state.versions(), asked));
            case SecretCommand.ReadLatest(int number) ->
                    when(life == Life.LIVE && state.latest() == number, state);
            case SecretCommand.ReadVersion(int number) ->
                    when(life == Life.LIVE && state.versions().contains(number), state);
            case SecretCommand.NoVersion(int number) ->
                    when(life != Life.LIVE || !state.versions().contains(number), state);
            case SecretCommand.Delete _ -> when(life == Life.LIVE, as(state, Life.DELETED));
            case SecretCommand.Recover _ -> when(life == Life.DELETED, as(state, Life.LIVE));
            case SecretCommand.Purge _ -> when(life == Life.DELETED, ABSENT);
            case SecretCommand.Is(Life wanted) -> when(life == wanted, state);
            case SecretCommand.IsNot(Life unwanted) -> when(life != unwanted, state);
            case SecretCommand.Never _ -> null;
        };
    }

    @Override
    public boolean reads(SecretCommand command) {
        return switch (command) {
            case SecretCommand.ReadLatest _,
                    SecretCommand.ReadVersion _,
                    SecretCommand.NoVersion _,
                    SecretCommand.Is _,
                    SecretCommand.IsNot _,
                    SecretCommand.Never _ ->
                    true;
            case SecretCommand.Write _,
                    SecretCommand.Delete _,
                    SecretCommand.Recover _,
                    SecretCommand.Purge _ ->
                    false;
        };
    }

    private static @Nullable SecretState when(boolean allowed, SecretState after) {
        return allowed ? after : null;
    }

    private static SecretState as(SecretState state, Life life) {
        return new SecretState(life, state.latest(), state.versions());
    }

    private static SortedSet<Integer> with(SortedSet<Integer> versions, int asked) {
        if (asked == 0 || versions.contains(asked)) {
            return versions;
        }
        SortedSet<Integer> more = new TreeSet<>(versions);
        more.add(asked);
        return Collections.unmodifiableSortedSet(more);
    }
}
