package io.strongroom.server.admin;

import io.strongroom.client.api.DestroyedRootKeysJson;
import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.RootKeysJson;
import io.strongroom.client.api.RotateRootKeyJson;
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
import io.strongroom.storage.view.StateView;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A new root key: its beginning, in this node's HSM, and its progress. Each change is logged with
 * its caller and may be repeated. Thread-safe.
 */
public final class RootKeyRotation {
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
            return RootKeyProgress.json(view);
        }
    }

    /**
     * Makes a root key here and says so, unless a rotation is under way, or has replaced the one
     * that is meant already. The new one may leave its HSM if the old one may.
     *
     * @throws ApiException 400 when the root key is in software, 409 when the one that is meant is
     *     not in use, the cluster is not at the level for it, this node is no voter or its token is
     *     not as it must be (a key that this cluster does not know is under the next label), 503
     *     while the HSM is away
     */
    RootKeysJson start(Caller caller, RotateRootKeyJson wanted) {
        making.lock();
        try {
            Next next;
            try (StateView view = reads.linearizable()) {
                RootKeysJson now = RootKeyProgress.json(view);
                requireMovable(view);
                List<RootKeyGeneration> all = view.rootKeys();
                boolean underWay =
                        RootKeyProgress.coming(all).isPresent()
                                || now.dataKeysLeft() + now.keysLeft() > 0;
                if (underWay || wanted.from() < view.currentRoot()) {
                    return now;
                }
                requireCurrent(wanted.from(), view.currentRoot());
                boolean extractable =
                        wanted.extractable() || device.extractable(view.currentRoot());
                next = new Next(all.getLast().generation() + 1, extractable);
            }
            begin(caller, next);
            return json();
        } catch (HsmException e) {
            ClusterChanges.logged(caller, "rotate the root key", String.valueOf(e.getMessage()));
            throw trouble(e);
        } finally {
            making.unlock();
        }
    }

    /** A root key to be made. */
    private record Next(int generation, boolean extractable) {
        @Override
        public String toString() {
            return "rotate the root key to generation %d, which may%s leave its HSM wrapped"
                    .formatted(generation, extractable ? "" : " not");
        }
    }

    private static void requireCurrent(int meant, int current) {
        if (meant > current) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "The root key of generation %d is not in use: the current one is of generation %d."
                            .formatted(meant, current));
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

    private void begin(Caller caller, Next next) throws HsmException {
        byte[] made = device.make(next.generation(), next.extractable());
        String fingerprint = "fingerprint " + HexFormat.of().formatHex(made);
        Result result;
        try {
            result =
                    commands.submitSystem(
                            new Command.StartRootRotation(
                                    next.generation(), Bytes.copyOf(made), node));
        } catch (ApiException e) {
            // The next request takes it up, unless this process ends before: then who finds a key
            // that nobody knows has this line.
            ClusterChanges.logged(
                    caller, next.toString(), "made, " + fingerprint + ", and then: " + e.text());
            throw e;
        }
        switch (result) {
            case Result.Done() ->
                    ClusterChanges.logged(caller, next.toString(), "begun, " + fingerprint);
            case Result.RootKeyRefused(Reason reason, _) -> {
                boolean mine = isLogged(next.generation(), Bytes.copyOf(made));
                if (!mine) {
                    // Another node's came first, and this one would lie in its way.
                    device.destroy(next.generation());
                }
                ClusterChanges.logged(
                        caller,
                        next.toString(),
                        mine ? "begun before, " + fingerprint : "another was faster: " + reason);
            }
            default -> throw unexpected(result);
        }
    }

    /** By a request of before, whose answer was lost. */
    private boolean isLogged(int generation, Bytes fingerprint) {
        try (StateView view = reads.linearizable()) {
            return view.rootKeys().stream()
                    .filter(key -> key.generation() == generation)
                    .anyMatch(key -> key.fingerprint().equals(fingerprint));
        }
    }

    /** Gives up a root key that is on its way. */
    RootKeysJson abandon(Caller caller) {
        for (RootKeyGeneration key : keys(State.NEW, Integer.MAX_VALUE)) {
            retireOne(caller, key.generation());
        }
        return json();
    }

    /**
     * Gives up the old root keys.
     *
     * @param through the newest that is meant
     * @throws ApiException 409 while anything is wrapped by one
     */
    RootKeysJson retire(Caller caller, int through) {
        for (RootKeyGeneration key : keys(State.OLD, through)) {
            retireOne(caller, key.generation());
        }
        return json();
    }

    /**
     * Destroys the root keys that were retired in this node's HSM. One under the label of such that
     * is another key is left alone, and told.
     *
     * @param through the newest that is meant
     * @throws ApiException 503 while the HSM is away
     */
    DestroyedRootKeysJson destroyRetired(Caller caller, int through) {
        List<Integer> destroyed = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        for (RootKeyGeneration key : keys(State.RETIRED, through)) {
            int generation = key.generation();
            String what = "destroy the root key of generation " + generation + " here";
            try {
                Optional<Bytes> there = device.fingerprint(generation).map(Bytes::copyOf);
                if (there.filter(key.fingerprint()::equals).isPresent()) {
                    rootKeys.retire(generation); // Nobody is to miss it.
                    device.destroy(generation);
                    destroyed.add(generation);
                    ClusterChanges.logged(caller, what, "done");
                } else if (there.isPresent()) {
                    left.add(generation);
                    ClusterChanges.logged(caller, what, "another key has its label, and is left");
                }
            } catch (HsmException e) {
                ClusterChanges.logged(caller, what, String.valueOf(e.getMessage()));
                throw trouble(e);
            }
        }
        return new DestroyedRootKeysJson(node, destroyed, left);
    }

    private List<RootKeyGeneration> keys(State state, int through) {
        try (StateView view = reads.linearizable()) {
            return view.rootKeys().stream()
                    .filter(key -> key.state() == state)
                    .filter(key -> key.generation() <= through)
                    .toList();
        }
    }

    private void retireOne(Caller caller, int generation) {
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

    /** What an operator must change is no outage, which would be tried again and again. */
    private static ApiException trouble(HsmException trouble) {
        return switch (trouble.kind()) {
            case UNAVAILABLE ->
                    new ApiException(
                            ErrorCode.SERVICE_UNAVAILABLE,
                            "This node's HSM did not do it: " + trouble.getMessage() + ".",
                            Map.of("retry-after", "5"));
            case CONFIGURATION, NOT_AUTHENTIC ->
                    new ApiException(
                            ErrorCode.CONFLICT,
                            "This node's HSM refused: " + trouble.getMessage() + ".");
        };
    }
}
