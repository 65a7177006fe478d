package io.strongroom.server.admin;

import io.strongroom.client.api.RootKeyJson;
import io.strongroom.client.api.RootKeysJson;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RootKeyGeneration.State;
import io.strongroom.storage.command.RootKeyHolder;
import io.strongroom.storage.view.StateView;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How far a new root key is, read from the state. */
final class RootKeyProgress {
    /** Of keys that are left, the count ends there: it reads each of them. */
    private static final int MOST_COUNTED = 10_000;

    private RootKeyProgress() {}

    static RootKeysJson json(StateView view) {
        List<RootKeyGeneration> all = view.rootKeys();
        List<Integer> holders =
                coming(all).stream()
                        .flatMap(key -> view.rootKeyHolders(key.generation()).stream())
                        .filter(RootKeyHolder::holds)
                        .map(RootKeyHolder::node)
                        .toList();
        List<Integer> missing =
                coming(all).isEmpty()
                        ? List.of()
                        : view.voters().stream().filter(voter -> !holders.contains(voter)).toList();
        int current = view.currentRoot();
        long dataKeys =
                view.dataKeys().stream().filter(key -> key.rootGeneration() < current).count();
        int keys =
                all.stream()
                        .filter(key -> key.state() == State.OLD)
                        .mapToInt(key -> view.keysUnderRoot(key.generation(), MOST_COUNTED).size())
                        .sum();
        return new RootKeysJson(
                all.stream().map(RootKeyProgress::json).toList(),
                holders,
                missing,
                Math.toIntExact(dataKeys),
                Math.min(keys, MOST_COUNTED));
    }

    private static RootKeyJson json(RootKeyGeneration key) {
        return new RootKeyJson(
                key.generation(),
                HexFormat.of().formatHex(key.fingerprint().toArray()),
                key.state().name().toLowerCase(Locale.ROOT));
    }

    static Optional<RootKeyGeneration> coming(List<RootKeyGeneration> all) {
        return all.stream().filter(key -> key.state() == State.NEW).findFirst();
    }
}
