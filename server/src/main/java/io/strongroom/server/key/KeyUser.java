package io.strongroom.server.key;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.OctKey;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.server.http.ApiException;
import io.strongroom.storage.command.KeyMaterial;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.view.StateView;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Encrypts, signs and so on with keys, after everything was looked at. Thread-safe. */
final class KeyUser implements AutoCloseable {
    private static final int KEPT_READY = 1_000;

    private final KeyCrypto crypto;
    private final ReadyKeys<ReadyKey> pairs = new ReadyKeys<>(KEPT_READY, ReadyKey::close);

    private final ReadyKeys<SymmetricKey> secrets =
            new ReadyKeys<>(KEPT_READY, SymmetricKey::close);

    KeyUser(KeyCrypto crypto) {
        this.crypto = crypto;
    }

    /**
     * A version that is used.
     *
     * @param opened opens its private half when it has to be made ready
     * @param kid its id, for the answer
     */
    record Used(VaultName vault, KeyVersion version, Supplier<SecretBytes> opened, String kid) {}

    /**
     * Uses a key.
     *
     * @throws ApiException 400 for what does not go with the key or what the HSM lacks, 503 when
     *     the HSM is needed and away
     */
    ObjectNode use(Used used, KeyUse use, UseInput input) {
        KeyVersion key = used.version();
        String kid = used.kid();
        ReadyKeys.Of id = ReadyKeys.Of.version(used.vault(), key);
        try {
            return switch (Materials.spec(key.material())) {
                case KeySpec.Oct spec ->
                        secrets.use(
                                id,
                                () -> readyOct(spec, used),
                                oct -> symmetric(oct, key, use, input, kid));
                case KeySpec.Rsa _, KeySpec.Ec _ ->
                        pairs.use(
                                id,
                                () -> ready(used),
                                pair -> asymmetric(pair, key, use, input, kid));
            };
        } catch (BadInputException e) {
            throw KeyErrors.of(e);
        }
    }

    private ReadyKey ready(Used used) throws BadInputException {
        KeyMaterial material = used.version().material();
        KeySpec spec = Materials.spec(material);
        if (material.inHsm()) {
            HsmKeys hsm = hsm(used);
            byte[] info = material.publicKey().toArray();
            return new HsmPair(hsm, inHsm(used), crypto.engine().readyPublic(spec, info));
        }
        try (SecretBytes pkcs8 = used.opened().get()) {
            return crypto.engine().ready(spec, pkcs8);
        }
    }

    private SymmetricKey readyOct(KeySpec.Oct spec, Used used) {
        if (used.version().material().inHsm()) {
            return new SymmetricKey.InHsm(hsm(used), inHsm(used));
        }
        try (SecretBytes key = used.opened().get()) {
            return new SymmetricKey.InSoftware(crypto.engine().readyOct(spec, key));
        }
    }

    private HsmKeys hsm(Used used) {
        return crypto.requireHsm(used.version().material().rootGeneration());
    }

    private static HsmKey inHsm(Used used) {
        try (SecretBytes blob = used.opened().get()) {
            return Materials.hsmKey(used.version().material(), blob);
        }
    }

    /** Lets go of the keys that are ready but belong to no usable version any more. */
    void dropUnusable(StateView view) {
        List<ReadyKey> droppedPairs = pairs.retain(of -> isUsable(view, of));
        List<SymmetricKey> droppedSecrets = secrets.retain(of -> isUsable(view, of));
        // Last, because an HSM can take its time.
        for (ReadyKey dropped : droppedPairs) {
            if (dropped instanceof HsmPair pair) {
                pair.forget();
            }
        }
        for (SymmetricKey dropped : droppedSecrets) {
            if (dropped instanceof SymmetricKey.InHsm secret) {
                secret.forget();
            }
        }
    }

    private static boolean isUsable(StateView view, ReadyKeys.Of of) {
        return view.keys()
                .version(of.vault(), of.name(), of.version())
                .filter(key -> key.attributes().enabled())
                .filter(key -> key.material().sealedPrivate().equals(of.sealedPrivate()))
                .isPresent();
    }

    /** Wipes every private half that is ready in this process. */
    void clear() {
        pairs.clear();
        secrets.clear();
    }

    @Override
    public void close() {
        clear();
    }

    private static ObjectNode asymmetric(
            ReadyKey pair, KeyVersion key, KeyUse use, UseInput input, String kid)
            throws BadInputException {
        return switch (use) {
            case SIGN -> result(kid, pair.sign(signature(pair, key, use, input), input.value()));
            case VERIFY -> {
                SignatureAlgorithm algorithm = signature(pair, key, use, input);
                yield verified(pair.verify(algorithm, input.digest(), input.value()));
            }
            case ENCRYPT, WRAP ->
                    result(kid, pair.encrypt(encryption(pair, key, use, input), input.value()));
            case DECRYPT, UNWRAP -> {
                byte[] plaintext = pair.decrypt(encryption(pair, key, use, input), input.value());
                try {
                    yield result(kid, plaintext);
                } finally {
                    Arrays.fill(plaintext, (byte) 0);
                }
            }
        };
    }

    private static SignatureAlgorithm signature(
            ReadyKey pair, KeyVersion key, KeyUse use, UseInput input) {
        Optional<SignatureAlgorithm> algorithm = Algorithms.signature(input.alg());
        algorithm.ifPresent(found -> Algorithms.requireCurve(found, pair.spec()));
        return algorithm
                .filter(found -> found.suits(pair.spec()))
                .orElseThrow(() -> unsuited(key, use, input));
    }

    private static RsaEncryption encryption(
            ReadyKey pair, KeyVersion key, KeyUse use, UseInput input) {
        return Algorithms.rsa(input.alg())
                .filter(_ -> pair.spec() instanceof KeySpec.Rsa)
                .orElseThrow(() -> unsuited(key, use, input));
    }

    private static ObjectNode symmetric(
            SymmetricKey oct, KeyVersion key, KeyUse use, UseInput input, String kid)
            throws BadInputException {
        return switch (use) {
            case SIGN -> result(kid, oct.mac(mac(key, use, input), input.value()));
            case VERIFY ->
                    verified(oct.verify(mac(key, use, input), input.digest(), input.value()));
            case ENCRYPT, WRAP -> {
                OctKey.Encrypted made =
                        oct.encrypt(aes(oct, key, use, input), input.value(), input.beside());
                ObjectNode json = result(kid, made.value());
                put(json, "iv", made.iv());
                put(json, "tag", made.tag());
                byte[] aad = input.beside().aad();
                put(json, "aad", aad == null ? new byte[0] : aad);
                yield json;
            }
            case DECRYPT, UNWRAP -> {
                byte[] plaintext =
                        oct.decrypt(aes(oct, key, use, input), input.value(), input.beside());
                try {
                    yield result(kid, plaintext);
                } finally {
                    Arrays.fill(plaintext, (byte) 0);
                }
            }
        };
    }

    private static Hash mac(KeyVersion key, KeyUse use, UseInput input) {
        return Algorithms.mac(input.alg()).orElseThrow(() -> unsuited(key, use, input));
    }

    /** Key wrap wraps and data ciphers encrypt, but the A*KW are in both enumerations. */
    private static AesAlgorithm aes(SymmetricKey oct, KeyVersion key, KeyUse use, UseInput input) {
        boolean wraps = use == KeyUse.WRAP || use == KeyUse.UNWRAP;
        AesAlgorithm algorithm =
                Algorithms.aes(input.alg())
                        .filter(found -> !wraps || found.mode().wraps())
                        .orElseThrow(() -> unsuited(key, use, input));
        Algorithms.requireSize(algorithm, oct.bits());
        return algorithm;
    }

    private static ApiException unsuited(KeyVersion key, KeyUse use, UseInput input) {
        return Algorithms.unsuited(input.alg(), use, KeyJsonWriter.kty(key.material()));
    }

    private static ObjectNode result(String kid, byte[] value) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kid", kid);
        json.put("value", KeyJsonWriter.base64(value));
        return json;
    }

    private static void put(ObjectNode json, String name, byte[] bytes) {
        if (bytes.length > 0) {
            json.put(name, KeyJsonWriter.base64(bytes));
        }
    }

    private static ObjectNode verified(boolean right) {
        return JsonNodeFactory.instance.objectNode().put("value", right);
    }
}
