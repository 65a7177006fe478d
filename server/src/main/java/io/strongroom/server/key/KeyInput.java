package io.strongroom.server.key;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Text;
import io.strongroom.server.item.ItemInput;
import io.strongroom.storage.command.KeyOperation;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The body of a create or an update, checked. Source: Key Vault REST API, KeyCreateParameters,
 * KeyUpdateParameters.
 *
 * @param operations empty when none are given; there is no key without any
 */
record KeyInput(ItemInput item, Optional<Set<KeyOperation>> operations) {
    /** Of a tag's name and of its value; a secret's may be longer. */
    static final int MAX_TAG_CHARS = 256;

    private static final int DEFAULT_RSA_BITS = 2048;
    private static final int DEFAULT_OCT_BITS = 256;
    private static final long PUBLIC_EXPONENT = 65_537;

    /** What a create asks for. */
    record Wanted(KeySpec spec, boolean inHsm) {}

    static KeyInput forCreate(byte[] body) {
        ItemInput item = ItemInput.of(body, MAX_TAG_CHARS);
        return new KeyInput(item, operations(item.root()));
    }

    /** An empty body changes nothing. */
    static KeyInput forUpdate(byte[] body) {
        ItemInput item = ItemInput.ofMaybeEmpty(body, MAX_TAG_CHARS);
        return new KeyInput(item, operations(item.root()));
    }

    /**
     * Each once, whatever the order. Empty without {@code key_ops} and for an empty list, which
     * Azure's SDK for Java sends with each update that says nothing of operations.
     */
    static Optional<Set<KeyOperation>> operations(JsonNode object) {
        return ItemInput.member(object, "key_ops")
                .map(node -> {
                    if (!node.isArray()) {
                        throw ItemInput.wrongType("key_ops", "a list of operations");
                    }
                    Set<KeyOperation> operations = EnumSet.noneOf(KeyOperation.class);
                    for (JsonNode one : node) {
                        String name = ItemInput.text(one, "key_ops");
                        operations.add(
                                KeyOperation.named(name)
                                        .orElseThrow(() ->
                                                ApiException.badParameter(
                                                        "The operation "
                                                                + Text.shown(name)
                                                                + " in key_ops is"
                                                                + " unknown.")));
                    }
                    return operations;
                })
                .filter(operations -> !operations.isEmpty());
    }

    /** The kind of key that is to be made. */
    Wanted wanted() {
        JsonNode root = item.root();
        String kty =
                ItemInput.member(root, "kty")
                        .map(node -> ItemInput.text(node, "kty"))
                        .orElseThrow(
                                () -> ApiException.badParameter("The property kty is required."));
        boolean inHsm = kty.toUpperCase(Locale.ROOT).endsWith("-HSM");
        String plain = inHsm ? kty.substring(0, kty.length() - 4) : kty;
        Optional<Integer> size = size(root);
        return switch (plain) {
            case "RSA" -> {
                requireExponent(root);
                yield new Wanted(rsa(size.orElse(DEFAULT_RSA_BITS)), inHsm);
            }
            case "EC" -> new Wanted(ec(root, size), inHsm);
            case "oct" -> new Wanted(oct(size.orElse(DEFAULT_OCT_BITS)), inHsm);
            default ->
                    throw ApiException.badParameter(
                            "The key type "
                                    + Text.shown(kty)
                                    + " is unknown; there are RSA, EC, oct and each with -HSM.");
        };
    }

    private static Optional<Integer> size(JsonNode root) {
        return ItemInput.member(root, "key_size")
                .map(node -> {
                    if (!node.isInt()) {
                        throw ItemInput.wrongType("key_size", "a number of bits");
                    }
                    return node.intValue();
                });
    }

    private static KeySpec rsa(int bits) {
        try {
            return new KeySpec.Rsa(bits);
        } catch (IllegalArgumentException e) {
            throw ApiException.badParameter(
                    "The key_size of an RSA key is 2048, 3072 or 4096, not " + bits + ".");
        }
    }

    private static KeySpec oct(int bits) {
        try {
            return new KeySpec.Oct(bits);
        } catch (IllegalArgumentException e) {
            throw ApiException.badParameter(
                    "The key_size of a symmetric key is 128, 192 or 256, not " + bits + ".");
        }
    }

    /**
     * @param size the curve's own, when it is given at all
     */
    private static KeySpec ec(JsonNode root, Optional<Integer> size) {
        String crv =
                ItemInput.member(root, "crv")
                        .map(node -> ItemInput.text(node, "crv"))
                        .orElse(Curve.P_256.crv());
        Curve curve =
                Materials.curve(crv)
                        .orElseThrow(() ->
                                ApiException.badParameter(
                                        "The curve "
                                                + Text.shown(crv)
                                                + " is unknown; there are P-256, P-384, P-521 and"
                                                + " P-256K."));
        if (size.isPresent() && size.get() != curve.bits()) {
            throw ApiException.badParameter(
                    "The key_size of a key on %s is %d, not %d; crv names another curve."
                            .formatted(crv, curve.bits(), size.get()));
        }
        return new KeySpec.Ec(curve);
    }

    /**
     * Any other would be weaker or slower, and no client asks for one by itself. Azure's SDK for
     * Java sends 0 when none was set.
     */
    private static void requireExponent(JsonNode root) {
        ItemInput.member(root, "public_exponent")
                .ifPresent(node -> {
                    if (!node.isIntegralNumber()
                            || !node.canConvertToLong()
                            || (node.longValue() != PUBLIC_EXPONENT && node.longValue() != 0)) {
                        throw ApiException.badParameter(
                                "The public_exponent of a new key is 65537.");
                    }
                });
    }

    /** What a key may be used for when nothing is said. */
    static Set<KeyOperation> usual(KeySpec spec) {
        return switch (spec) {
            case KeySpec.Rsa _ ->
                    EnumSet.of(
                            KeyOperation.ENCRYPT,
                            KeyOperation.DECRYPT,
                            KeyOperation.SIGN,
                            KeyOperation.VERIFY,
                            KeyOperation.WRAP_KEY,
                            KeyOperation.UNWRAP_KEY);
            case KeySpec.Ec _ -> EnumSet.of(KeyOperation.SIGN, KeyOperation.VERIFY);
            case KeySpec.Oct _ ->
                    EnumSet.of(
                            KeyOperation.ENCRYPT,
                            KeyOperation.DECRYPT,
                            KeyOperation.WRAP_KEY,
                            KeyOperation.UNWRAP_KEY);
        };
    }
}
