package io.strongroom.server.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.FakeRootKeyDevice;
import io.strongroom.hsm.HsmException;
import io.strongroom.server.fake.RotatingNodes;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Optional;

final class OldRootKeyWatchTest {
    private final RotatingNodes nodes = new RotatingNodes();
    private final Obstacles obstacles = new Obstacles();
    private final FakeRootKeyDevice device = nodes.device(3);
    private final OldRootKeyWatch watch =
            new OldRootKeyWatch(nodes.node().reads(), device, obstacles);

    @AfterEach
    void close() {
        nodes.close();
    }

    /** The second root key is in use, and everything is wrapped by the first still. */
    private void rotate() throws HsmException {
        device.put(2, 22);
        done(new Command.StartRootRotation(2, fingerprint(2), 3));
        for (int number : RotatingNodes.NODES) {
            var _ = nodes.node().submit(new Command.HoldRootKey(2, number));
        }
        done(new Command.AdoptRootKey(2));
    }

    private Bytes fingerprint(int generation) throws HsmException {
        return Bytes.copyOf(device.fingerprint(generation).orElseThrow());
    }

    private void done(Command command) {
        assertEquals(new Result.Done(), nodes.node().submit(command));
    }

    @Test
    void run_tokenLacksAnOldRootKeyThatWraps_isUnfitToLeadUntilItHasIt() throws HsmException {
        watch.run();
        assertEquals(Optional.empty(), obstacles.any());
        rotate();
        watch.run();
        assertEquals(Optional.empty(), obstacles.any());
        device.destroy(1);
        watch.run();
        assertTrue(obstacles.toLeading().orElseThrow().contains("generation 1"));
        device.put(1, 7); // Another one under that label does not help.
        watch.run();
        assertTrue(obstacles.has(Obstacles.Cause.OLD_ROOT_KEY));
        device.put(1, 1);
        watch.run();
        assertFalse(obstacles.has(Obstacles.Cause.OLD_ROOT_KEY));
    }

    @Test
    void run_nothingIsWrappedByItAnyMore_isNoObstacle() throws HsmException {
        rotate();
        device.destroy(1);
        watch.run();
        assertTrue(obstacles.has(Obstacles.Cause.OLD_ROOT_KEY));
        int runs = 0;
        while (obstacles.has(Obstacles.Cause.OLD_ROOT_KEY)) {
            assertTrue(++runs < 100, "nobody takes it over");
            nodes.device(1).put(2, 22);
            nodes.restarted(1).run();
            watch.run();
        }
    }

    @Test
    void run_hsmAway_leavesWhatIsKnown() throws HsmException {
        rotate();
        device.setAvailable(false);
        watch.run();
        assertEquals(Optional.empty(), obstacles.any());
    }
}
