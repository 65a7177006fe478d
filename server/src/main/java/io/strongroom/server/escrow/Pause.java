package io.strongroom.server.escrow;

import java.util.concurrent.TimeUnit;

/** Between two looks at what others must do first. */
interface Pause {
    /** A second each. */
    Pause SECOND = () -> TimeUnit.SECONDS.sleep(1);

    void rest() throws InterruptedException;
}
