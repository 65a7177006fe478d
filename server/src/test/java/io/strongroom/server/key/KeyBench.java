package io.strongroom.server.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;

import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.auth.attest.Attestations;
import io.strongroom.server.auth.issuer.TokenSigner;
import io.strongroom.server.config.ReleaseSettings;
import io.strongroom.server.fake.FakeHsmKeyRing;
import io.strongroom.server.fake.FakeHsmKeys;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.ApiVersion;
import io.strongroom.server.http.PathSegments;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.item.CallContext;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.view.StateView;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The keys API behind routing and authorization, on a node in memory with one vault. */
final class KeyBench implements AutoCloseable {
    static final String BASE = "https://vdb.vault.localhost:8443";
    private static final TokenSigner SIGNER = signer();

    private final MemoryNode node = MemoryNode.founded();
    private final Vault vault = node.createVault("vdb", 90, false);
    private final PublicNames names = new PublicNames(TestTokens.NAMES);
    private final Optional<FakeHsmKeys> hsm;
    private final NewKeys newKeys;
    private final KeyHandler handler;

    private KeyBench(boolean withHsm, ReleaseSettings authorities, KeyEngine engine) {
        hsm = withHsm ? Optional.of(new FakeHsmKeys(engine)) : Optional.empty();
        KeyCrypto crypto = new KeyCrypto(node.sealer(), engine, hsm.map(FakeHsmKeyRing::new));
        newKeys = new NewKeys(crypto, names, node.versionIds());
        KeyReleases releases =
                new KeyReleases(
                        crypto,
                        new Attestations(authorities, node.clock()),
                        payload -> Optional.of(SIGNER.signReleased(payload)));
        handler =
                new KeyHandler(
                        node.commands(),
                        crypto,
                        new KeyHandler.Ways(newKeys, releases),
                        names,
                        node.clock());
    }

    private static TokenSigner signer() {
        try {
            return TokenSigner.of(
                    TestTokens.KEY.getKeyID(), TestTokens.KEY.toPrivateKey().getEncoded());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whose root key is in software. */
    KeyBench() {
        this(KeyEngines.fastest());
    }

    /** Whose pairs in software this engine makes. */
    KeyBench(KeyEngine engine) {
        this(false, new ReleaseSettings(List.of()), engine);
    }

    static KeyBench withHsm() {
        return releasing(new ReleaseSettings(List.of()));
    }

    /** With both kinds of keys, released by these authorities' word. */
    static KeyBench releasing(ReleaseSettings authorities) {
        return new KeyBench(true, authorities, KeyEngines.fastest());
    }

    FakeHsmKeys hsm() {
        return hsm.orElseThrow();
    }

    MemoryNode node() {
        return node;
    }

    NewKeys newKeys() {
        return newKeys;
    }

    KeyHandler handler() {
        return handler;
    }

    ApiResponse call(String method, String target, String body) {
        return call(method, target, body, UUID.randomUUID());
    }

    ApiResponse call(String method, String target, String body, UUID requestId) {
        try (StateView view = node.reads().linearizable()) {
            return call(Requests.request(method, target, body), requestId, view);
        }
    }

    /** Of a caller whose request has seen this state, however old it is by now. */
    ApiResponse call(ApiRequest request, UUID requestId, StateView view) {
        CallContext context =
                new CallContext(
                        vault,
                        ApiVersion.of(request.query()),
                        new RequestId("alice", requestId),
                        view,
                        0,
                        _ -> {});
        KeyCall call =
                KeyRoutes.match(request.method(), PathSegments.of(request.rawPath())).orElseThrow();
        return handler.handle(call, request, context);
    }

    JsonNode json(String method, String target, String body) {
        return Requests.json(call(method, target, body));
    }

    @Override
    public void close() {
        handler.close();
        newKeys.close();
        hsm.ifPresent(FakeHsmKeys::close);
        node.close();
    }
}
