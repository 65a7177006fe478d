package io.strongroom.server;

import io.strongroom.hsm.Sealer;
import io.strongroom.hsm.key.HsmKeyRing;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.Pkcs11RootKeyDevice;
import io.strongroom.hsm.pkcs11.key.Pkcs11KeyRing;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.auth.attest.Attestations;
import io.strongroom.server.config.ReleaseSettings;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.key.KeyCrypto;
import io.strongroom.server.key.KeyHandler;
import io.strongroom.server.key.KeyReleases;
import io.strongroom.server.key.KeyRewraps;
import io.strongroom.server.key.NewKeys;
import io.strongroom.server.key.RotationDuty;
import io.strongroom.server.key.release.ReleaseSigner;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.storage.view.StateView;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A node's part in keys: their handler, and what is done about them without a request. */
final class NodeKeys implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeKeys.class);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Unwrapped inside the token at a time; a key beyond them costs an unwrapping. */
    private static final int KEPT_IN_HSM = 256;

    private final Optional<HsmKeyRing> hsm;
    private final KeyRewraps rewraps;
    private final NewKeys newKeys;
    private final KeyHandler handler;

    /** How the node's keys are kept. */
    record Kept(RootKeys rootKeys, Sealer sealer) {}

    /** To whom keys are released, and who signs that. */
    record Releasing(ReleaseSettings settings, ReleaseSigner signer) {}

    NodeKeys(
            CommandGateway commands,
            Kept kept,
            Releasing releasing,
            PublicNames names,
            InstantSource clock) {
        KeyEngine engine = KeyEngines.fastest();
        this.hsm = hsm(kept.rootKeys(), engine);
        LOG.atInfo()
                .addKeyValue("engine", engine.name())
                .addKeyValue("hsm", hsm.isPresent())
                .log("key_engine");
        KeyCrypto crypto = new KeyCrypto(kept.sealer(), engine, hsm);
        this.rewraps = new KeyRewraps(crypto);
        this.newKeys = new NewKeys(crypto, names, new RandomVersionIds());
        KeyReleases releases =
                new KeyReleases(
                        crypto, new Attestations(releasing.settings(), clock), releasing.signer());
        this.handler =
                new KeyHandler(
                        commands, crypto, new KeyHandler.Ways(newKeys, releases), names, clock);
    }

    /** Keys are in an HSM where the root key is. */
    private static Optional<HsmKeyRing> hsm(RootKeys rootKeys, KeyEngine engine) {
        return rootKeys.device() instanceof Pkcs11RootKeyDevice
                ? Optional.of(new Pkcs11KeyRing(rootKeys.ring(), engine, KEPT_IN_HSM))
                : Optional.empty();
    }

    /** For taking keys from one root key to another. */
    KeyRewraps rewraps() {
        return rewraps;
    }

    KeyHandler handler() {
        return handler;
    }

    List<Duties.Duty> duties(ReplicatedLog log, ReadGateway reads, CommandGateway commands) {
        return List.of(
                new Duties.Duty("keys", SECOND, () -> dropUnusable(reads)),
                new Duties.Duty(
                        "rotation", SECOND, new RotationDuty(log, reads, commands, newKeys)));
    }

    /** Wipes every private half that is ready for use; the next use opens it again. */
    void forget() {
        handler.forgetReady();
    }

    private void dropUnusable(ReadGateway reads) {
        try (StateView view = reads.local()) {
            handler.dropUnusable(view);
        }
    }

    @Override
    public void close() {
        newKeys.close();
        handler.close();
        hsm.ifPresent(HsmKeyRing::close);
    }
}
