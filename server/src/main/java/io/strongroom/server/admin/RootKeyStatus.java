package io.strongroom.server.admin;

import io.strongroom.client.api.HsmJson;
import io.strongroom.client.api.RootKeyJson;
import io.strongroom.client.api.TokenKeyJson;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.pkcs11.RootKeyInfo;
import io.strongroom.storage.command.RootKeyGeneration;

import org.jspecify.annotations.Nullable;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What a node says of the cluster's root keys, and of what its HSM holds of them. */
final class RootKeyStatus {
    private static final HexFormat HEX = HexFormat.of();

    private RootKeyStatus() {}

    /**
     * What the token does not tell is told as a problem; only the root key itself has to be there.
     */
    static HsmJson of(int node, RootKeyCeremony.Current current) throws HsmException {
        boolean available = current.rootKey().available();
        String fingerprint = current.fingerprint();
        int generation = current.generation();
        if (current.home().isEmpty()) {
            return new HsmJson(
                    node,
                    "software",
                    available,
                    fingerprint,
                    generation,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
        RootKeyHome token = current.home().get();
        List<String> mechanisms = null;
        List<TokenKeyJson> keys = null;
        String problem = null;
        try {
            mechanisms = token.mechanisms();
            keys = token.keys().stream().map(RootKeyStatus::json).toList();
            problem = lacking(current, token, keys);
        } catch (HsmException e) {
            problem = e.getMessage();
        }
        return new HsmJson(
                node,
                "pkcs11",
                available,
                fingerprint,
                generation,
                token.tokenLabel(),
                token.keyLabel(),
                mechanisms,
                keys,
                problem,
                current.older().stream().map(RootKeyStatus::json).toList());
    }

    private static @Nullable String lacking(
            RootKeyCeremony.Current current, RootKeyHome token, List<TokenKeyJson> keys) {
        List<Integer> missing =
                current.older().stream()
                        .filter(key -> keys.stream().noneMatch(there -> isThat(there, key, token)))
                        .map(RootKeyGeneration::generation)
                        .toList();
        return missing.isEmpty()
                ? null
                : "this token lacks older root keys of the cluster that are not retired,"
                        + " generations "
                        + missing
                        + ": what is wrapped by them does not open here (strongroom hsm join)";
    }

    private static boolean isThat(TokenKeyJson there, RootKeyGeneration key, RootKeyHome token) {
        return there.label().equals(token.keyLabel(key.generation()))
                && HEX.formatHex(key.fingerprint().toArray()).equals(there.fingerprint());
    }

    private static RootKeyJson json(RootKeyGeneration key) {
        return new RootKeyJson(
                key.generation(),
                HEX.formatHex(key.fingerprint().toArray()),
                key.state().name().toLowerCase(Locale.ROOT));
    }

    private static TokenKeyJson json(RootKeyInfo key) {
        return new TokenKeyJson(
                key.label(),
                key.fingerprint().orElse(null),
                key.unfitness().orElse(null),
                key.extractable(),
                key.trusted(),
                key.sensitive());
    }
}
