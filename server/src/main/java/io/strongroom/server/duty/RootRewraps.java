package io.strongroom.server.duty;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.Sealer;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.key.KeyRewraps;
import io.strongroom.server.vault.DataKeys;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.RewrappedDataKey;
import io.strongroom.storage.command.RewrappedKey;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RootKeyGeneration.State;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.view.KeyUnderRoot;
import io.strongroom.storage.view.StateView;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What older root keys wrap, some at a time under the current one. For one thread. */
public final class RootRewraps {
    private static final Logger LOG = LoggerFactory.getLogger(RootRewraps.class);

    /** Runs after which what could not be rewrapped is tried again. */
    private static final int RUNS_TO_FORGET = 60;

    private final Sealer sealer;
    private final KeyRewraps keys;

    /** Keys that could not be, so that they do not hold the others up. */
    private final Set<Bytes> failed = new HashSet<>();

    private int runs;

    public RootRewraps(Sealer sealer, KeyRewraps keys) {
        this.sealer = sealer;
        this.keys = keys;
    }

    /**
     * The next of them.
     *
     * @return empty when nothing is left that can be taken over now
     * @throws HsmException when a root key is away
     */
    Optional<Command> next(StateView view) throws HsmException {
        int root = view.currentRoot();
        List<RewrappedDataKey> dataKeys = new ArrayList<>();
        for (WrappedDataKey key : view.dataKeys()) {
            if (key.rootGeneration() < root && dataKeys.size() < Command.Rewrap.MOST) {
                Bytes after = DataKeys.wrapped(sealer.rewrapped(DataKeys.key(key), root)).wrapped();
                dataKeys.add(
                        new RewrappedDataKey(key.owner(), key.generation(), key.wrapped(), after));
            }
        }
        if (!dataKeys.isEmpty()) {
            return Optional.of(new Command.Rewrap(root, dataKeys, List.of()));
        }
        List<RewrappedKey> rewrapped = new ArrayList<>();
        for (RootKeyGeneration old : view.rootKeys()) {
            if (old.state() == State.OLD) {
                rewrap(view, old.generation(), root, rewrapped);
            }
        }
        return rewrapped.isEmpty()
                ? Optional.empty()
                : Optional.of(new Command.Rewrap(root, List.of(), rewrapped));
    }

    private void rewrap(StateView view, int from, int to, List<RewrappedKey> rewrapped)
            throws HsmException {
        if (++runs % RUNS_TO_FORGET == 0) {
            failed.clear();
        }
        for (KeyUnderRoot key : view.keysUnderRoot(from, Command.Rewrap.MOST + failed.size())) {
            Bytes sealed = key.version().material().sealedPrivate();
            if (rewrapped.size() == Command.Rewrap.MOST || failed.contains(sealed)) {
                continue;
            }
            try {
                rewrapped.add(keys.rewrapped(view, key, to));
            } catch (ApiException e) {
                failed(key, e.text());
            } catch (HsmException e) {
                if (e.kind() == HsmException.Kind.UNAVAILABLE) {
                    throw e;
                }
                failed(key, String.valueOf(e.getMessage()));
            }
        }
    }

    private void failed(KeyUnderRoot key, String reason) {
        failed.add(key.version().material().sealedPrivate());
        LOG.atWarn()
                .addKeyValue("vault", key.vault())
                .addKeyValue("key", key.version().name())
                .addKeyValue("version", key.version().version())
                .addKeyValue("reason", reason)
                .log("root_rotation_key_failed");
    }
}
