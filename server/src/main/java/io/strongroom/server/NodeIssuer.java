package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.Sealer;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.server.auth.Audiences;
import io.strongroom.server.auth.Authority;
import io.strongroom.server.auth.VerificationKeys;
import io.strongroom.server.auth.issuer.ClientAuthenticator;
import io.strongroom.server.auth.issuer.CurrentSigner;
import io.strongroom.server.auth.issuer.HashGate;
import io.strongroom.server.auth.issuer.IssuerEndpoint;
import io.strongroom.server.auth.issuer.TokenIssuer;
import io.strongroom.server.config.NodeConfig;
import io.strongroom.server.key.release.ReleaseSigner;
import io.strongroom.server.vault.DataKeys;
import io.strongroom.server.vault.Identity;
import io.strongroom.storage.Storage;
import io.strongroom.storage.command.IssuerKey;
import io.strongroom.storage.view.StateView;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;

/** A node's token issuer, made from its parts: principals and signing keys come from the state. */
record NodeIssuer(Storage storage, Sealer sealer) {
    private static final Duration HASH_TURN = Duration.ofSeconds(5);

    /** Whose tokens, for whom. */
    record Names(Authority authority, Audiences audiences) {}

    IssuerEndpoint endpoint(
            NodeConfig config, Names names, VerificationKeys keys, InstantSource clock) {
        ClientAuthenticator clients =
                new ClientAuthenticator(
                        names.authority(),
                        clientId -> withView(view -> view.servicePrincipal(clientId)),
                        new HashGate(
                                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                                HASH_TURN),
                        clock);
        return new IssuerEndpoint(
                names.authority(),
                new TokenIssuer(
                        names.authority(),
                        names.audiences(),
                        config.tokens().lifetime(),
                        clock,
                        new TokenIssuer.Parties(clients, signer())),
                keys,
                clock);
    }

    private CurrentSigner signer() {
        return new CurrentSigner(() -> withView(StateView::issuerKeys), this::openIssuerKey);
    }

    /** Signs what is released, with the same key as tokens. */
    ReleaseSigner releaseSigner() {
        CurrentSigner current = signer();
        return payload -> current.get().map(signer -> signer.signReleased(payload));
    }

    private SecretBytes openIssuerKey(IssuerKey key) throws HsmException {
        try (StateView view = storage.view()) {
            byte[] sealed = key.sealedPrivateKey().toArray();
            return SecretBytes.adopt(
                    sealer.open(
                            DataKeys.of(view, DataKeys.CLUSTER, Sealer.generationOf(sealed)),
                            Identity.of("issuer-key", key.keyId()),
                            sealed));
        }
    }

    private <T> T withView(Function<StateView, T> reader) {
        try (StateView view = storage.view()) {
            return reader.apply(view);
        }
    }
}
