package io.strongroom.server.key;

import io.strongroom.raft.LogStatus;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RotationPolicy;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.view.StateView;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Rotates, where this node leads, the keys whose rotation policy says that it is time, by quorum
 * time. It looks at a page of keys a run and goes round, so a run is short however many keys there
 * are. Whether it is time is asked again when the new version is applied, so two leaders in a row
 * do not rotate twice, and a key that was stopped meanwhile stays so. For one thread.
 */
public final class RotationDuty implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RotationDuty.class);
    private static final int PAGE = 100;

    private final ReplicatedLog log;
    private final ReadGateway reads;
    private final CommandGateway commands;
    private final NewKeys newKeys;

    /** Behind which the next run goes on. */
    private String vault = "";

    private String key = "";

    public RotationDuty(
            ReplicatedLog log, ReadGateway reads, CommandGateway commands, NewKeys newKeys) {
        this.log = log;
        this.reads = reads;
        this.commands = commands;
        this.newKeys = newKeys;
    }

    @Override
    public void run() {
        if (log.status().role() != LogStatus.Role.LEADER) {
            return;
        }
        try (StateView view = reads.local()) {
            Optional<Vault> next =
                    view.vaults().stream()
                            .filter(one -> one.name().value().compareTo(vault) >= 0)
                            .findFirst();
            if (next.isEmpty()) {
                vault = "";
                key = "";
                return;
            }
            if (!next.get().name().value().equals(vault)) {
                vault = next.get().name().value();
                key = "";
            }
            List<KeyVersion> page = view.keys().list(next.get().name(), key, PAGE);
            for (KeyVersion one : page) {
                key = one.name().key();
                rotateIfDue(view, next.get(), one);
            }
            if (page.size() < PAGE) {
                // The first name behind this vault's: no vault's name has this character.
                vault = vault + "\0";
                key = "";
            }
        }
    }

    private void rotateIfDue(StateView view, Vault where, KeyVersion latest) {
        Optional<RotationPolicy> policy = view.rotationPolicy(where.name(), latest.name());
        long now = TimeUnit.MILLISECONDS.toSeconds(view.logTimeMillis());
        if (policy.isEmpty() || !policy.get().isDue(latest, now)) {
            return;
        }
        Command rotation =
                newKeys.rotatedIfDue(new NewKeys.Place(view, where.name(), latest.name()), latest);
        if (commands.submitSystem(rotation) instanceof Result.KeyStored(KeyVersion stored)) {
            LOG.atInfo()
                    .addKeyValue("vault", where.name().value())
                    .addKeyValue("key", stored.name().value())
                    .addKeyValue("version", stored.version().value())
                    .log("key_rotated");
        }
    }
}
