package io.strongroom.chaos.check.simulation;

import io.strongroom.chaos.history.Action;

/** Values for one whole run, none of them twice. */
final class Values {
    private int last;

    Action.Set set() {
        return new Action.Set("x" + ++last);
    }
}
