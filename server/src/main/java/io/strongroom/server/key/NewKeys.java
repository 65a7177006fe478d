package io.strongroom.server.key;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.OctKey;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.item.ItemInput;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyMaterial;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.ReleasePolicy;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.view.StateView;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes the commands that add a version to a key: one that is created, brought or rotated. What is
 * random in them is drawn here, before the log. Thread-safe.
 */
public final class NewKeys implements AutoCloseable {
    /** As long as a command waits for its own turn. */
    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(10);

    private final KeyCrypto crypto;
    private final KeySealing sealing;
    private final KeyMaker maker;
    private final HsmImports hsmImports;
    private final PublicNames names;
    private final Supplier<VersionId> newVersion;

    /**
     * @param newVersion makes random version ids
     */
    public NewKeys(KeyCrypto crypto, PublicNames names, Supplier<VersionId> newVersion) {
        this.crypto = crypto;
        this.sealing = new KeySealing(crypto.sealer());
        this.maker =
                new KeyMaker(
                        crypto.engine(),
                        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                        TURN_TIMEOUT);
        this.hsmImports = new HsmImports(crypto);
        this.names = names;
        this.newVersion = newVersion;
    }

    /** Where a version goes. */
    record Place(StateView view, VaultName vault, ItemName name) {}

    /**
     * A version made as the body of a create asks.
     *
     * @throws ApiException 400 for what cannot be made, 409 for a deleted key's name, 429 when too
     *     many wait already, 503 when it is to be in the HSM and that is away
     */
    Command.AddKey created(Place place, RequestId request, byte[] body) {
        KeyInput input = KeyInput.forCreate(body);
        KeyInput.Wanted wanted = input.wanted();
        Set<KeyOperation> operations =
                input.operations().orElseGet(() -> KeyInput.usual(wanted.spec()));
        KeyOperations.require(wanted.spec(), wanted.inHsm(), operations);
        Terms terms = terms(input.item(), operations);
        requireFree(place, request);
        VersionId version = newVersion.get();
        return added(
                place,
                version,
                new Half(made(place, version, wanted), operations, Bytes.empty()),
                terms);
    }

    /**
     * What is particular to a version.
     *
     * @param digest of what the caller brought; empty for what was made here
     */
    private record Half(KeyMaterial material, Set<KeyOperation> operations, Bytes digest) {}

    /** What the body says beside the key. It can be refused before one is made, or examined. */
    private record Terms(ItemInput item, Optional<ReleasePolicy> policy) {}

    private static Terms terms(ItemInput item, Set<KeyOperation> operations) {
        return new Terms(item, ExportInput.ofNew(item, operations));
    }

    /**
     * Refuses the name of a deleted key before anything is made, which may take seconds. What this
     * request has done already stays its answer, and that is the log's to give.
     */
    private void requireFree(Place place, RequestId request) {
        if (place.view().keys().deleted(place.vault(), place.name()).isPresent()
                && !place.view().remembers(request)) {
            throw KeyErrors.of(
                    new Result.ItemIsDeleted(),
                    names.vaultHost(place.vault()),
                    place.name().value());
        }
    }

    /** A version of what the body of an import brings. */
    Command.AddKey imported(Place place, RequestId request, byte[] body) {
        ItemInput item = ItemInput.of(body, KeyInput.MAX_TAG_CHARS);
        JsonNode jwk =
                ItemInput.member(item.root(), "key")
                        .orElseThrow(
                                () -> ApiException.badParameter("The property key is required."));
        boolean inHsm =
                ItemInput.member(item.root(), "Hsm")
                                .map(node -> ItemInput.flag(node, "Hsm"))
                                .orElse(false)
                        || JwkInput.isInHsm(jwk);
        Optional<String> wrapped =
                ItemInput.member(jwk, "key_hsm").map(node -> ItemInput.text(node, "key.key_hsm"));
        if (inHsm || wrapped.isPresent()) {
            crypto.requireHsm();
        }
        Optional<Set<KeyOperation>> operations = KeyInput.operations(jwk);
        operations.ifPresent(KeyOperations::requireBrought);
        Terms terms = terms(item, operations.orElseGet(Set::of));
        requireFree(place, request);
        VersionId version = newVersion.get();
        Half half =
                wrapped.isPresent()
                        ? wrapped(place, version, jwk, wrapped.get())
                        : plain(place, version, jwk, inHsm);
        return added(place, version, half, terms);
    }

    /** What came in the clear. */
    private Half plain(Place place, VersionId version, JsonNode jwk, boolean inHsm) {
        try (JwkInput.Brought brought = JwkInput.read(jwk, maker)) {
            KeyMaterial material =
                    inHsm
                            ? inHsm(
                                    place,
                                    version,
                                    new HsmImports.Taken(
                                            hsmImports.adopted(brought, place.view().currentRoot()),
                                            place.view().currentRoot()))
                            : brought.inSoftware(sealed(place, version, brought.privateHalf()));
            return new Half(
                    material,
                    operations(jwk, brought.spec()),
                    sealing.digest(place.view(), place.vault(), brought.privateHalf()));
        }
    }

    /** What came wrapped to a key in the HSM. */
    private Half wrapped(Place place, VersionId version, JsonNode jwk, String keyHsm) {
        WrappedJwk stated = WrappedJwk.read(jwk);
        ByokBlob blob = ByokBlob.read(keyHsm, names, place.vault());
        HsmImports.Taken taken = hsmImports.unwrapped(place, stated.kind(), blob);
        stated.requireOf(taken.key());
        try (SecretBytes brought = SecretBytes.copyOf(blob.ciphertext())) {
            return new Half(
                    inHsm(place, version, taken),
                    operations(jwk, taken.key().spec()),
                    sealing.digest(place.view(), place.vault(), brought));
        }
    }

    private static Set<KeyOperation> operations(JsonNode jwk, KeySpec spec) {
        return KeyInput.operations(jwk).orElseGet(() -> KeyInput.usual(spec));
    }

    private static Command.AddKey added(Place place, VersionId version, Half half, Terms terms) {
        ItemInput item = terms.item();
        return new Command.AddKey(
                place.vault(),
                place.name(),
                version,
                half.material(),
                half.operations(),
                terms.policy(),
                item.tags().orElseGet(Collections::emptySortedMap),
                new ItemAttributes(item.enabled().orElse(true), item.notBefore(), item.expires()),
                half.digest());
    }

    /**
     * The same kind of key anew, for what the key is for once it is applied; refused when it is of
     * another kind by then.
     *
     * @param old the latest version by the view
     */
    Command.RotateKey rotated(Place place, KeyVersion old) {
        return rotated(place, old, false);
    }

    /** The same as a policy asks for it, refused as well when that is over once it is applied. */
    Command.RotateKey rotatedIfDue(Place place, KeyVersion old) {
        return rotated(place, old, true);
    }

    private Command.RotateKey rotated(Place place, KeyVersion old, boolean onlyIfDue) {
        VersionId version = newVersion.get();
        KeyInput.Wanted same =
                new KeyInput.Wanted(Materials.spec(old.material()), old.material().inHsm());
        return new Command.RotateKey(
                place.vault(), place.name(), version, made(place, version, same), onlyIfDue);
    }

    private KeyMaterial made(Place place, VersionId version, KeyInput.Wanted wanted) {
        if (wanted.inHsm()) {
            int root = place.view().currentRoot();
            HsmKeys hsm = crypto.requireHsm(root);
            try {
                HsmKey made = HsmCall.of(() -> hsm.generate(wanted.spec()));
                return inHsm(place, version, new HsmImports.Taken(made, root));
            } catch (BadInputException e) {
                throw KeyErrors.of(e);
            }
        }
        return switch (wanted.spec()) {
            case KeySpec.Oct oct -> {
                try (OctKey key = OctKey.generate(oct)) {
                    yield Materials.ofOct(oct, sealed(place, version, key.material()));
                }
            }
            case KeySpec.Rsa _, KeySpec.Ec _ -> {
                try (KeyPair pair = maker.make(wanted.spec())) {
                    yield Materials.ofPair(pair.publicPart(), sealed(place, version, pair.pkcs8()));
                }
            }
        };
    }

    private KeyMaterial inHsm(Place place, VersionId version, HsmImports.Taken taken) {
        try (SecretBytes blob = SecretBytes.copyOf(taken.key().blob())) {
            Bytes sealed = sealed(place, version, blob);
            return Materials.ofHsm(taken.key(), sealed, taken.rootGeneration());
        }
    }

    private Bytes sealed(Place place, VersionId version, SecretBytes privateHalf) {
        return sealing.seal(place.view(), place.vault(), place.name(), version, privateHalf);
    }

    @Override
    public void close() {
        maker.close();
    }
}
