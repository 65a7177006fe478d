package io.strongroom.server.key;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.server.http.ApiException;
import io.strongroom.storage.command.KeyVersion;

/** Brings keys into the HSM: such that are in the clear, and such that are wrapped to it. */
final class HsmImports {
    private final KeyCrypto crypto;
    private final KeySealing sealing;

    HsmImports(KeyCrypto crypto) {
        this.crypto = crypto;
        this.sealing = new KeySealing(crypto.sealer());
    }

    /**
     * Takes in a key that came in the clear.
     *
     * @param rootGeneration of the root key that wraps it from now on
     * @throws ApiException 400 for what the HSM does not take, 503 when it is away
     */
    HsmKey adopted(JwkInput.Brought brought, int rootGeneration) {
        HsmKeys hsm = crypto.requireHsm(rootGeneration);
        try {
            return switch (brought) {
                case JwkInput.Brought.Pair(var pair) -> HsmCall.of(() -> hsm.adopt(pair));
                case JwkInput.Brought.Symmetric(var key) -> HsmCall.of(() -> hsm.adopt(key));
            };
        } catch (BadInputException e) {
            throw KeyErrors.of(e);
        }
    }

    /**
     * A key that was taken in.
     *
     * @param rootGeneration of the root key that wraps it, the exchange key's own
     */
    record Taken(HsmKey key, int rootGeneration) {}

    /**
     * Takes in a key that is wrapped to a key of the vault.
     *
     * @throws ApiException 400 when there is no such exchange key, it may not be used, or what is
     *     wrapped is not such a key; 503 when the HSM is away
     */
    Taken unwrapped(NewKeys.Place place, HsmKeys.Kind kind, ByokBlob blob) {
        KeyVersion exchange =
                (blob.version().isPresent()
                                ? place.view()
                                        .keys()
                                        .version(
                                                place.vault(),
                                                blob.exchange(),
                                                blob.version().get())
                                : place.view().keys().latest(place.vault(), blob.exchange()))
                        .filter(KeyOperations::isExchange)
                        .filter(key -> key.attributes().enabled())
                        .orElseThrow(() ->
                                ApiException.badParameter(
                                        "The exchange key that key.key_hsm names is not there, is"
                                                + " disabled, or is no RSA-HSM key with the only"
                                                + " operation import."));
        int root = exchange.material().rootGeneration();
        HsmKeys hsm = crypto.requireHsm(root);
        HsmKey wrapping;
        try (SecretBytes opened = sealing.open(place.view(), place.vault(), exchange)) {
            wrapping = Materials.hsmKey(exchange.material(), opened);
        }
        try {
            HsmKey taken = HsmCall.of(() -> hsm.importWrapped(wrapping, kind, blob.ciphertext()));
            return new Taken(taken, root);
        } catch (BadInputException e) {
            throw KeyErrors.of(e);
        }
    }
}
