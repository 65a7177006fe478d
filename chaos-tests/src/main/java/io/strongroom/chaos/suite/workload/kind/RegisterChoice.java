package io.strongroom.chaos.suite.workload.kind;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Request;

import java.util.Random;

/** What one client of the register workload asks next. For one thread. */
final class RegisterChoice {
    private final Names names;
    private final boolean readsOnly;
    private final String prefix;
    private int values;

    /**
     * A client's choices.
     *
     * @param readsOnly whether it changes nothing
     * @param prefix of its values, unlike every other client's
     */
    RegisterChoice(Names names, boolean readsOnly, String prefix) {
        this.names = names;
        this.readsOnly = readsOnly;
        this.prefix = prefix;
    }

    Request next(Random random) {
        String name = names.take(random);
        int dice = readsOnly ? 30 + random.nextInt(50) : random.nextInt(100);
        if (dice < 30) {
            return new Request(name, new Action.Set(prefix + values++));
        }
        if (dice < 62) {
            return new Request(name, new Action.Get());
        }
        if (dice < 74) {
            String version = names.version(name, random);
            return new Request(
                    name, version.isEmpty() ? new Action.Get() : new Action.GetVersion(version));
        }
        if (dice < 80) {
            return new Request(name, new Action.GetDeleted());
        }
        if (dice < 88) {
            return new Request(name, new Action.Delete());
        }
        return new Request(name, dice < 96 ? new Action.Recover() : new Action.Purge());
    }
}
