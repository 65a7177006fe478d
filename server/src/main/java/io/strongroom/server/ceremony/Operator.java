package io.strongroom.server.ceremony;

import java.io.IOException;
import java.time.Duration;

/** Who sits before the newcomer. */
interface Operator {
    void told(String line);

    /** Whether the operator has compared this fingerprint with the other node's, and says so. */
    boolean confirms(String fingerprint) throws IOException;

    /** Waits between two looks. */
    void pause(Duration time) throws InterruptedException;
}
