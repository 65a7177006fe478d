package io.strongroom.server.duty;

import io.strongroom.hsm.RootKey;
import io.strongroom.server.telemetry.Obstacles;

import java.util.Optional;

/**
 * Says when the root key's device does not answer. What is unwrapped already goes on being served.
 */
public record RootKeyWatch(RootKey rootKey, Obstacles obstacles) implements Runnable {
    @Override
    public void run() {
        obstacles.set(
                Obstacles.Cause.ROOT_KEY,
                rootKey.available() ? Optional.empty() : Optional.of("the root key is away"));
    }
}
