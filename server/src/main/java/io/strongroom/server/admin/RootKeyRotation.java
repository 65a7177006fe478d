package io.strongroom.server.admin;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.RootKeyJson;
import io.strongroom.client.api.RootKeysJson;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKeyDevice;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.server.auth.Caller;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.server.replication.InvariantViolation;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.FeatureLevel;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.Result.RootKeyRefused.Reason;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RootKeyGeneration.State;
import io.strongroom.storage.command.RootKeyHolder;
import io.strongroom.storage.view.StateView;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A new root key: its beginning, in this node's HSM, and its progress. Each change is logged with
 * its caller and may be repeated. Thread-safe.
 */
public final class RootKeyRotation {
    /** Of keys that are left, the count ends there: it reads each of them. */
    private static final int MOST_COUNTED = 10_000;

    private final int node;
    private final RootKeyDevice device;
    private final RootKeyRing rootKeys;
    private final ReadGateway reads;
    private final CommandGateway commands;

    /** Held while a root key is made: two callers here must not both make one. */
    private final ReentrantLock making = new ReentrantLock();

    public RootKeyRotation(
            int node,
            RootKeyDevice device,
            RootKeyRing rootKeys,
            ReadGateway reads,
            CommandGateway commands) {
        this.node = node;
        this.device = device;
        this.rootKeys = rootKeys;
        this.reads = reads;
        this.commands = commands;
    }

    /** As of a confirmed view. */
    RootKeysJson json() {
        try (StateView view = reads.linearizable()) {
            return json(view);
        }
    }

    private static RootKeysJson json(StateView view) {
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
                all.stream().map(RootKeyRotation::json).toList(),
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

    private static Optional<RootKeyGeneration> coming(List<RootKeyGeneration> all) {
        return all.stream().filter(key -> key.state() == State.NEW).findFirst();
    }

    /**
     * Makes a root key here and says so, unless a rotation is under way.
     *
     * @throws ApiException 400 when the root key is in software, 409 when the cluster is not at the
     *     level for it or this node is no voter, 503 while the HSM is away
     */
    RootKeysJson start(Caller caller) {
        making.lock();
        try {
            RootKeysJson now;
            int next;
            try (StateView view = reads.linearizable()) {
                now = json(view);
                requireMovable(view);
                List<RootKeyGeneration> all = view.rootKeys();
                if (coming(all).isPresent() || now.dataKeysLeft() + now.keysLeft() > 0) {
                    return now;
                }
                next = all.getLast().generation() + 1;
            }
            String outcome = begun(next);
            ClusterChanges.logged(caller, "rotate the root key to generation " + next, outcome);
            return json();
        } catch (HsmException e) {
            ClusterChanges.logged(caller, "rotate the root key", String.valueOf(e.getMessage()));
            throw unavailable(e);
        } finally {
            making.unlock();
        }
    }

    private void requireMovable(StateView view) {
        Optional<String> immovable = device.immovable();
        if (immovable.isPresent()) {
            throw ApiException.badParameter(
                    "The root key cannot be rotated on this node: " + immovable.get() + ".");
        }
        if (view.rootKeys().isEmpty()) {
            throw new ApiException(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "The cluster is not founded yet.",
                    Map.of("retry-after", "1"));
        }
        int needed = FeatureLevel.introducing(new Command.AdoptRootKey(1));
        // Asked before a key is made in vain.
        if (view.featureLevel() < needed) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "The cluster is not finalized at feature level %d, which this needs: upgrade every node, then finalize the level."
                            .formatted(needed));
        }
        if (!view.voters().contains(node)) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "This node has no vote, and a root key begins its way at one that has: ask"
                            + " another node.");
        }
    }

    /** One of this generation may be there: this node was stopped before it could say so. */
    private String begun(int generation) throws HsmException {
        boolean made = device.fingerprint(generation).isEmpty();
        if (made) {
            device.make(generation);
        }
        byte[] fingerprint =
                device.fingerprint(generation)
                        .orElseThrow(() ->
                                new HsmException(
                                        HsmException.Kind.UNAVAILABLE,
                                        "the HSM lost the key that it has made"));
        Result result =
                commands.submitSystem(
                        new Command.StartRootRotation(generation, Bytes.copyOf(fingerprint), node));
        return switch (result) {
            case Result.Done() -> "begun, fingerprint " + HexFormat.of().formatHex(fingerprint);
            case Result.RootKeyRefused(Reason reason, _) -> {
                if (made) {
                    // Another node's came first, and this one would lie in its way.
                    device.destroy(generation);
                }
                yield "another was faster: " + reason;
            }
            default -> throw unexpected(result);
        };
    }

    /** Gives up a root key that is on its way. */
    RootKeysJson abandon(Caller caller) {
        for (RootKeyGeneration key : keys(State.NEW)) {
            retire(caller, key.generation());
        }
        return json();
    }

    /**
     * Gives up every old root key.
     *
     * @throws ApiException 409 while anything is wrapped by one
     */
    RootKeysJson retire(Caller caller) {
        for (RootKeyGeneration key : keys(State.OLD)) {
            retire(caller, key.generation());
        }
        return json();
    }

    /**
     * Destroys the root keys that were retired in this node's HSM. One under the label of such that
     * is another key is left alone.
     *
     * @throws ApiException 503 while the HSM is away
     */
    RootKeysJson destroyRetired(Caller caller) {
        for (RootKeyGeneration key : keys(State.RETIRED)) {
            String what = "destroy the root key of generation " + key.generation() + " here";
            try {
                Optional<byte[]> there = device.fingerprint(key.generation());
                if (there.map(Bytes::copyOf).filter(key.fingerprint()::equals).isPresent()) {
                    rootKeys.retire(key.generation()); // Nobody is to miss it.
                    device.destroy(key.generation());
                    ClusterChanges.logged(caller, what, "done");
                }
            } catch (HsmException e) {
                ClusterChanges.logged(caller, what, String.valueOf(e.getMessage()));
                throw unavailable(e);
            }
        }
        return json();
    }

    private List<RootKeyGeneration> keys(State state) {
        try (StateView view = reads.linearizable()) {
            return view.rootKeys().stream().filter(key -> key.state() == state).toList();
        }
    }

    private void retire(Caller caller, int generation) {
        Result result = commands.submitSystem(new Command.RetireRootKey(generation));
        String what = "retire the root key of generation " + generation;
        switch (result) {
            case Result.Done(), Result.AlreadyThere() ->
                    ClusterChanges.logged(caller, what, "done");
            case Result.RootKeyRefused(Reason reason, _) -> {
                ClusterChanges.logged(caller, what, reason.toString());
                throw new ApiException(
                        ErrorCode.CONFLICT,
                        "The root key of generation %d cannot be retired now (%s): data keys or keys are wrapped by it until the rotation is done."
                                .formatted(generation, reason));
            }
            default -> throw unexpected(result);
        }
    }

    private static InvariantViolation unexpected(Result result) {
        return new InvariantViolation(
                "a change of root keys gave " + result.getClass().getSimpleName());
    }

    private static ApiException unavailable(HsmException trouble) {
        return new ApiException(
                ErrorCode.SERVICE_UNAVAILABLE,
                "This node's HSM did not do it: " + trouble.getMessage() + ".",
                Map.of("retry-after", "5"));
    }
}
