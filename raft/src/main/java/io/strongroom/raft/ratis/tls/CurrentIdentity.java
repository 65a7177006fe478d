package io.strongroom.raft.ratis.tls;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Function;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The identity that new handshakes show, which can be exchanged at any time. Thread-safe.
 *
 * <p>TLS asks for an alias first and for its key and chain later; an alias therefore names the
 * identity that it was given out for, and the one before the current one is still known.
 */
final class CurrentIdentity extends X509ExtendedKeyManager {
    private record Held(long number, NodeIdentity identity, @Nullable NodeIdentity before) {}

    private volatile Held held;

    CurrentIdentity(NodeIdentity first) {
        this.held = new Held(0, first, null);
    }

    NodeIdentity get() {
        return held.identity();
    }

    synchronized void exchange(NodeIdentity next) {
        held = new Held(held.number() + 1, next, held.identity());
    }

    private @Nullable String alias(Function<X509ExtendedKeyManager, @Nullable String> choice) {
        Held now = held;
        String chosen = choice.apply(now.identity().keys());
        return chosen == null ? null : now.number() + "/" + chosen;
    }

    private <T> @Nullable T of(
            String alias, Function<X509ExtendedKeyManager, Function<String, @Nullable T>> reader) {
        int slash = alias.indexOf('/');
        if (slash < 0) {
            return null;
        }
        Held now = held;
        String number = alias.substring(0, slash);
        NodeIdentity meant =
                number.equals(Long.toString(now.number()))
                        ? now.identity()
                        : number.equals(Long.toString(now.number() - 1)) ? now.before() : null;
        return meant == null ? null : reader.apply(meant.keys()).apply(alias.substring(slash + 1));
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        return alias(keys -> keys.chooseEngineClientAlias(keyTypes, issuers, engine));
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return alias(keys -> keys.chooseEngineServerAlias(keyType, issuers, engine));
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return alias(keys -> keys.chooseClientAlias(keyTypes, issuers, socket));
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, Socket socket) {
        return alias(keys -> keys.chooseServerAlias(keyType, issuers, socket));
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keys -> first(keys.getClientAliases(keyType, issuers)));
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keys -> first(keys.getServerAliases(keyType, issuers)));
        return alias == null ? null : new String[] {alias};
    }

    private static @Nullable String first(String @Nullable [] aliases) {
        return aliases == null || aliases.length == 0 ? null : aliases[0];
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return this.<X509Certificate[]>of(alias, keys -> keys::getCertificateChain);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return this.<PrivateKey>of(alias, keys -> keys::getPrivateKey);
    }
}
