package io.strongroom.server.duty;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKeyDevice;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RootKeyGeneration.State;
import io.strongroom.storage.command.RootKeyHolder;
import io.strongroom.storage.view.StateView;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * Takes a new root key on its way a step further, whatever step is next: into this node's HSM and
 * out of it to the others', and where this node leads into use and over what older ones wrap (ADR
 * 0023). Everything is read from the state, so any node goes on where another has stopped, and a
 * step that was made twice is refused. For one thread.
 */
public final class RootRotationDuty implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RootRotationDuty.class);

    private final int node;
    private final ReplicatedLog log;
    private final ReadGateway reads;
    private final CommandGateway commands;
    private final RootKeyDevice device;
    private final RootKeyRing rootKeys;
    private final RootRewraps rewraps;

    /** Retired root keys that this node has let go of since it started. */
    private final Set<Integer> letGo = new HashSet<>();

    private String waitsFor = "";

    /** Where the root keys are, and what is wrapped by them. */
    public record Hsm(RootKeyDevice device, RootKeyRing rootKeys, RootRewraps rewraps) {}

    public RootRotationDuty(
            int node, ReplicatedLog log, ReadGateway reads, CommandGateway commands, Hsm hsm) {
        this.node = node;
        this.log = log;
        this.reads = reads;
        this.commands = commands;
        this.device = hsm.device();
        this.rootKeys = hsm.rootKeys();
        this.rewraps = hsm.rewraps();
    }

    /** A root key on its way, as the state has it. */
    private record Coming(
            RootKeyGeneration key, List<RootKeyHolder> holders, SortedSet<Integer> voters) {
        Optional<RootKeyHolder> holder(int node) {
            return holders.stream().filter(holder -> holder.node() == node).findFirst();
        }

        boolean isHeldBy(int node) {
            return holder(node).filter(RootKeyHolder::holds).isPresent();
        }
    }

    @Override
    public void run() {
        Set<Integer> opened = rootKeys.opened();
        try (StateView view = reads.local()) {
            List<RootKeyGeneration> all = view.rootKeys();
            letGoOfForeign(opened, all);
            if (all.size() < 2) {
                return; // Never rotated: by far the most runs.
            }
            letGoOfRetired(all);
            Optional<RootKeyGeneration> next =
                    all.stream().filter(key -> key.state() == State.NEW).findFirst();
            if (next.isPresent()) {
                RootKeyGeneration key = next.get();
                bring(new Coming(key, view.rootKeyHolders(key.generation()), view.voters()));
            } else if (leads()) {
                rewraps.next(view).ifPresent(this::submitted);
            }
            waitsFor = "";
        } catch (HsmException e) {
            waits(String.valueOf(e.getMessage()));
        }
    }

    private boolean leads() {
        return log.status().role() == LogStatus.Role.LEADER;
    }

    private void bring(Coming coming) throws HsmException {
        int generation = coming.key().generation();
        if (coming.isHeldBy(node)) {
            for (RootKeyHolder other : coming.holders()) {
                if (!other.transportKey().equals(Bytes.empty())
                        && other.wrapped().equals(Bytes.empty())) {
                    deliver(generation, other);
                }
            }
        } else if (coming.voters().contains(node)) {
            takeIn(coming);
        }
        if (leads() && coming.voters().stream().allMatch(coming::isHeldBy)) {
            submitted(new Command.AdoptRootKey(generation));
        }
    }

    /** Every holder does, and the first is heard: the one that made it may be away. */
    private void deliver(int generation, RootKeyHolder to) {
        try {
            byte[] wrapped = device.wrapped(generation, to.transportKey().toArray());
            submitted(
                    new Command.DeliverRootKey(
                            generation, to.node(), to.transportKey(), Bytes.copyOf(wrapped)));
        } catch (HsmException e) {
            // The others' way must not end at one node's pair.
            waits("node " + to.node() + ": " + e.getMessage());
        }
    }

    private void takeIn(Coming coming) throws HsmException {
        int generation = coming.key().generation();
        byte[] right = coming.key().fingerprint().toArray();
        Optional<byte[]> there = device.fingerprint(generation);
        if (there.isEmpty()) {
            // First, because what was delivered for a pair that is lost can never be taken.
            Bytes offered = Bytes.copyOf(device.transportKey(generation));
            Optional<RootKeyHolder> known =
                    coming.holder(node).filter(mine -> mine.transportKey().equals(offered));
            if (known.isEmpty()) {
                submitted(new Command.OfferTransportKey(generation, node, offered));
                return;
            }
            if (known.get().wrapped().equals(Bytes.empty())) {
                return; // Others have the next word.
            }
            take(generation, known.get().wrapped(), right);
            there = device.fingerprint(generation);
        }
        if (there.isPresent()) {
            if (isInTheWay(generation, there.get(), right)) {
                device.destroy(generation);
                LOG.atInfo()
                        .addKeyValue("generation", generation)
                        .addKeyValue("fingerprint", HexFormat.of().formatHex(there.get()))
                        .log("root_rotation_late_key_destroyed");
                return;
            }
            requireRight(generation, there.get(), right);
            device.endTransport(generation);
            submitted(new Command.HoldRootKey(generation, node));
        }
    }

    /** Made here for a beginning whose answer was lost, and another's is in the log. */
    private boolean isInTheWay(int generation, byte[] there, byte[] right) {
        return !Arrays.equals(there, right) && device.made(generation, there);
    }

    private void take(int generation, Bytes delivered, byte[] right) throws HsmException {
        try {
            device.take(generation, delivered.toArray(), right);
        } catch (HsmException e) {
            if (e.kind() == HsmException.Kind.NOT_AUTHENTIC) {
                // Wrapped for a pair that is no more, or to mislead: another pair is offered.
                device.endTransport(generation);
            }
            throw e;
        }
    }

    /** What wraps nothing of this cluster may belong to another: it is not touched. */
    private static void requireRight(int generation, byte[] there, byte[] right)
            throws HsmException {
        if (!Arrays.equals(there, right)) {
            throw new HsmException(
                    HsmException.Kind.CONFIGURATION,
                    "this node's HSM has another key under the label of the root key of generation "
                            + generation
                            + ": remove that key, which this cluster has never used, or give up"
                            + " this rotation");
        }
    }

    /**
     * A token may have keys under labels of ours that are none of this cluster's, as one that was
     * made and came too late. Open, such a key would have to answer for this node to be ready.
     *
     * @param opened before the state was looked at, so that none of them is younger than it
     */
    private void letGoOfForeign(Set<Integer> opened, List<RootKeyGeneration> all) {
        if (all.isEmpty()) {
            return; // Not founded: none is known.
        }
        Set<Integer> known =
                all.stream().map(RootKeyGeneration::generation).collect(Collectors.toSet());
        opened.stream().filter(one -> !known.contains(one)).forEach(rootKeys::letGo);
    }

    private void letGoOfRetired(List<RootKeyGeneration> all) throws HsmException {
        for (RootKeyGeneration key : all) {
            if (key.state() == State.RETIRED && !letGo.contains(key.generation())) {
                rootKeys.retire(key.generation());
                device.endTransport(key.generation());
                letGo.add(key.generation());
            }
        }
    }

    private void submitted(Command command) {
        Result result = commands.submitSystem(command);
        String step = command.getClass().getSimpleName();
        switch (result) {
            case Result.Done() -> LOG.atInfo().addKeyValue("step", step).log("root_rotation_step");
            case Result.Rewrapped(int count) ->
                    LOG.atInfo().addKeyValue("keys", count).log("root_rotation_rewrapped");
            // Another node was faster, or the state has moved on.
            default ->
                    LOG.atDebug()
                            .addKeyValue("step", step)
                            .addKeyValue("refusal", result)
                            .log("root_rotation_refused");
        }
    }

    /** Said once for each reason. */
    private void waits(String reason) {
        if (!reason.equals(waitsFor)) {
            LOG.atWarn().addKeyValue("reason", reason).log("root_rotation_waits");
            waitsFor = reason;
        }
    }
}
