package io.strongroom.server.fake;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.Inputs;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.OctKey;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.RsaAesKeyWrap;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** An HSM that is software: a blob names one of its keys. Thread-safe. */
public final class FakeHsmKeys implements HsmKeys {
    private final KeyEngine engine;
    private final Map<ByteBuffer, KeyPair> pairs = new ConcurrentHashMap<>();
    private final Map<ByteBuffer, OctKey> secrets = new ConcurrentHashMap<>();
    private final List<HsmKey> forgotten = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> lacking = Collections.synchronizedSet(new HashSet<>());
    private volatile Optional<HsmException.Kind> trouble = Optional.empty();

    public FakeHsmKeys(KeyEngine engine) {
        this.engine = engine;
    }

    /** From now on every call fails so; empty ends it. */
    public void fail(Optional<HsmException.Kind> kind) {
        trouble = kind;
    }

    /** From now on it does not offer the algorithm. */
    public void lack(String algorithm) {
        lacking.add(algorithm);
    }

    /** What it was told to let go of. */
    public List<HsmKey> forgotten() {
        return List.copyOf(forgotten);
    }

    private void require(String algorithm) throws HsmException, NotOfferedException {
        if (trouble.isPresent()) {
            throw new HsmException(trouble.get(), "the fake HSM was told to fail");
        }
        if (lacking.contains(algorithm)) {
            throw new NotOfferedException("The vault's HSM does not offer " + algorithm + ".");
        }
    }

    private static byte[] blob() {
        return UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    }

    private HsmKey keep(KeyPair pair) {
        byte[] blob = blob();
        pairs.put(ByteBuffer.wrap(blob), pair);
        return HsmKey.pair(pair.publicPart(), blob);
    }

    private HsmKey keep(OctKey key) {
        byte[] blob = blob();
        secrets.put(ByteBuffer.wrap(blob), key);
        return HsmKey.symmetric(key.spec(), blob);
    }

    /** The same key by another blob. */
    HsmKey rewrapped(HsmKey key) throws HsmException {
        try {
            require("rewrapping");
        } catch (NotOfferedException e) {
            throw new HsmException(HsmException.Kind.CONFIGURATION, "cannot rewrap", e);
        }
        return key.publicPart().isPresent() ? keep(known(pairs, key)) : keep(known(secrets, key));
    }

    private static <T> T known(Map<ByteBuffer, T> keys, HsmKey key) throws HsmException {
        T found = keys.get(ByteBuffer.wrap(key.blob()));
        if (found == null) {
            throw new HsmException(HsmException.Kind.NOT_AUTHENTIC, "not a blob of this HSM");
        }
        return found;
    }

    @Override
    public HsmKey generate(KeySpec spec) throws HsmException, NotOfferedException {
        require("generate");
        return spec instanceof KeySpec.Oct oct
                ? keep(OctKey.generate(oct))
                : keep(engine.generate(spec));
    }

    @Override
    public HsmKey importWrapped(HsmKey exchange, Kind kind, byte[] ciphertext)
            throws HsmException, NotOfferedException, BadInputException {
        require("CKM_RSA_AES_KEY_WRAP");
        KeySpec.Rsa spec = (KeySpec.Rsa) exchange.spec();
        if (ciphertext.length <= spec.bytes()) {
            throw Inputs.notDecrypted();
        }
        try (ReadyKey ready = engine.ready(spec, known(pairs, exchange).pkcs8())) {
            byte[] aes =
                    ready.decrypt(RsaEncryption.RSA_OAEP, Arrays.copyOf(ciphertext, spec.bytes()));
            Cipher unwrap = Cipher.getInstance("AES/KWP/NoPadding", "SunJCE");
            unwrap.init(Cipher.UNWRAP_MODE, new SecretKeySpec(aes, "AES"));
            byte[] rest = Arrays.copyOfRange(ciphertext, spec.bytes(), ciphertext.length);
            return switch (kind) {
                case RSA -> {
                    Key key = unwrap.unwrap(rest, "RSA", Cipher.PRIVATE_KEY);
                    int bits = ((RSAPrivateCrtKey) (PrivateKey) key).getModulus().bitLength();
                    SecretBytes pkcs8 = SecretBytes.adopt(key.getEncoded());
                    yield keep(KeyPair.of(new KeySpec.Rsa(bits), pkcs8));
                }
                case EC -> throw new NotOfferedException("The fake HSM imports no EC keys.");
                case OCT -> {
                    Key key = unwrap.unwrap(rest, "AES", Cipher.SECRET_KEY);
                    byte[] bytes = key.getEncoded();
                    KeySpec.Oct oct = new KeySpec.Oct(8 * bytes.length);
                    yield keep(new OctKey(oct, SecretBytes.adopt(bytes)));
                }
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw Inputs.notDecrypted();
        }
    }

    @Override
    public HsmKey adopt(KeyPair pair) throws HsmException, NotOfferedException {
        require("adopt");
        SecretBytes copy = pair.pkcs8().use(SecretBytes::copyOf);
        return keep(KeyPair.of(pair.publicPart().spec(), copy));
    }

    @Override
    public HsmKey adopt(OctKey key) throws HsmException, NotOfferedException {
        require("adopt");
        return keep(new OctKey(key.spec(), key.material().use(SecretBytes::copyOf)));
    }

    @Override
    public byte[] sign(HsmKey key, SignatureAlgorithm algorithm, byte[] digest)
            throws HsmException, NotOfferedException, BadInputException {
        require(algorithm.jwa());
        try (ReadyKey ready = engine.ready(key.spec(), known(pairs, key).pkcs8())) {
            return ready.sign(algorithm, digest);
        }
    }

    @Override
    public byte[] decrypt(HsmKey key, RsaEncryption algorithm, byte[] ciphertext)
            throws HsmException, NotOfferedException, BadInputException {
        require(algorithm.jwa());
        try (ReadyKey ready = engine.ready(key.spec(), known(pairs, key).pkcs8())) {
            return ready.decrypt(algorithm, ciphertext);
        }
    }

    @Override
    public OctKey.Encrypted encrypt(
            HsmKey key, AesAlgorithm algorithm, byte[] plaintext, OctKey.Beside beside)
            throws HsmException, NotOfferedException, BadInputException {
        require(algorithm.wireName());
        return known(secrets, key).encrypt(algorithm, plaintext, beside);
    }

    @Override
    public byte[] decrypt(
            HsmKey key, AesAlgorithm algorithm, byte[] ciphertext, OctKey.Beside beside)
            throws HsmException, NotOfferedException, BadInputException {
        require(algorithm.wireName());
        return known(secrets, key).decrypt(algorithm, ciphertext, beside);
    }

    @Override
    public byte[] mac(HsmKey key, Hash hash, byte[] message)
            throws HsmException, NotOfferedException {
        require("HMAC");
        return known(secrets, key).mac(hash, message);
    }

    @Override
    public byte[] release(HsmKey key, PublicPart.Rsa recipient, Hash hash)
            throws HsmException, NotOfferedException {
        require("release " + hash);
        SecretBytes material =
                key.spec() instanceof KeySpec.Oct
                        ? known(secrets, key).material()
                        : known(pairs, key).pkcs8();
        return RsaAesKeyWrap.wrap(recipient, hash, material);
    }

    @Override
    public void forget(HsmKey key) {
        forgotten.add(key);
    }

    @Override
    public void close() {
        pairs.values().forEach(KeyPair::close);
        secrets.values().forEach(OctKey::close);
    }
}
