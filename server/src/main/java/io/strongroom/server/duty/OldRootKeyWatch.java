package io.strongroom.server.duty;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKeyDevice;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RootKeyGeneration.State;
import io.strongroom.storage.view.StateView;

import java.util.Optional;

/**
 * Says when something is wrapped by an older root key that this node's HSM lacks. Another node's
 * has it, so that one should lead and take over what is wrapped by it. For one thread.
 */
public record OldRootKeyWatch(ReadGateway reads, RootKeyDevice device, Obstacles obstacles)
        implements Runnable {
    @Override
    public void run() {
        try (StateView view = reads.local()) {
            obstacles.set(Obstacles.Cause.OLD_ROOT_KEY, lacking(view));
        } catch (HsmException e) {
            // Another duty says that the HSM is away; what is known of it stays as it was.
        }
    }

    private Optional<String> lacking(StateView view) throws HsmException {
        for (RootKeyGeneration key : view.rootKeys()) {
            if (key.state() == State.OLD && wraps(view, key.generation()) && !isHere(key)) {
                return Optional.of(
                        "the root key of generation %d, by which something is wrapped still, is not in this node's HSM (strongroom hsm join)"
                                .formatted(key.generation()));
            }
        }
        return Optional.empty();
    }

    private static boolean wraps(StateView view, int generation) {
        return view.dataKeys().stream().anyMatch(key -> key.rootGeneration() == generation)
                || !view.keysUnderRoot(generation, 1).isEmpty();
    }

    private boolean isHere(RootKeyGeneration key) throws HsmException {
        return device.fingerprint(key.generation())
                .map(Bytes::copyOf)
                .filter(key.fingerprint()::equals)
                .isPresent();
    }
}
