package io.strongroom.server.key;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.KeyImport;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.OctKey;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.RsaNumbers;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Text;
import io.strongroom.server.item.ItemInput;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.KeyMaterial;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;

/** A private key in a JWK (RFC 7517, RFC 7518 6) that a caller brings. */
final class JwkInput {
    /** Longer than any number of an RSA key that we take. */
    private static final int MAX_NUMBER_BYTES = 1024;

    private static final String IN_HSM = "-HSM";

    private JwkInput() {}

    /** What was brought; one of both. Closing it wipes the private half. */
    sealed interface Brought extends AutoCloseable {
        KeySpec spec();

        /** Lends the private half. */
        SecretBytes privateHalf();

        /** As software keeps it. */
        KeyMaterial inSoftware(Bytes sealed);

        @Override
        void close();

        record Pair(KeyPair pair) implements Brought {
            @Override
            public KeySpec spec() {
                return pair.publicPart().spec();
            }

            @Override
            public SecretBytes privateHalf() {
                return pair.pkcs8();
            }

            @Override
            public KeyMaterial inSoftware(Bytes sealed) {
                return Materials.ofPair(pair.publicPart(), sealed);
            }

            @Override
            public void close() {
                pair.close();
            }
        }

        record Symmetric(OctKey key) implements Brought {
            @Override
            public KeySpec spec() {
                return key.spec();
            }

            @Override
            public SecretBytes privateHalf() {
                return key.material();
            }

            @Override
            public KeyMaterial inSoftware(Bytes sealed) {
                return Materials.ofOct(key.spec(), sealed);
            }

            @Override
            public void close() {
                key.close();
            }
        }
    }

    /**
     * Reads and examines it.
     *
     * @param maker has the threads for what takes long
     * @throws ApiException BadParameter, naming the member and never what is in it; 429 when too
     *     much work waits
     */
    static Brought read(JsonNode jwk, KeyMaker maker) {
        String kty = kty(jwk);
        try {
            return switch (isInHsm(jwk) ? kty.substring(0, kty.length() - IN_HSM.length()) : kty) {
                case "RSA" -> new Brought.Pair(maker.take(rsa(jwk)));
                case "EC" -> new Brought.Pair(ec(jwk));
                case "oct" -> new Brought.Symmetric(oct(jwk));
                default ->
                        throw ApiException.badParameter(
                                "A key of the type "
                                        + Text.shown(kty)
                                        + " cannot be imported; RSA, EC and oct can, each also"
                                        + " with -HSM.");
            };
        } catch (BadInputException e) {
            throw KeyErrors.of(e);
        }
    }

    static String kty(JsonNode jwk) {
        return ItemInput.member(jwk, "kty")
                .map(node -> ItemInput.text(node, "key.kty"))
                .orElseThrow(() -> ApiException.badParameter("The property key.kty is required."));
    }

    /** Whether its type says that it is to be in the HSM. */
    static boolean isInHsm(JsonNode jwk) {
        return kty(jwk).endsWith(IN_HSM);
    }

    private static RsaNumbers rsa(JsonNode jwk) {
        return new RsaNumbers(
                number(jwk, "n"),
                number(jwk, "e"),
                number(jwk, "d"),
                numberOrNull(jwk, "p"),
                numberOrNull(jwk, "q"),
                numberOrNull(jwk, "dp"),
                numberOrNull(jwk, "dq"),
                numberOrNull(jwk, "qi"));
    }

    private static KeyPair ec(JsonNode jwk) throws BadInputException {
        String crv =
                ItemInput.member(jwk, "crv")
                        .map(node -> ItemInput.text(node, "key.crv"))
                        .orElseThrow(() ->
                                ApiException.badParameter("The property key.crv is required."));
        Curve curve =
                Materials.curve(crv)
                        .orElseThrow(() ->
                                ApiException.badParameter(
                                        "The curve " + Text.shown(crv) + " is unknown."));
        PublicPart.Ec point =
                new PublicPart.Ec(curve, coordinate(jwk, "x", curve), coordinate(jwk, "y", curve));
        return KeyImport.ec(point, number(jwk, "d"));
    }

    /**
     * With the zeros before it that Azure's command line leaves out when it reads a key from a PEM
     * file, though RFC 7518 6.2.1.2 wants them. Whether the point is right is looked at later.
     */
    private static byte[] coordinate(JsonNode jwk, String name, Curve curve) {
        byte[] given = bytes(jwk, name);
        byte[] whole = new byte[curve.coordinateBytes()];
        if (given.length > whole.length) {
            throw ApiException.badParameter(
                    "The coordinates x and y on %s have %d bytes each."
                            .formatted(curve.crv(), whole.length));
        }
        System.arraycopy(given, 0, whole, whole.length - given.length, given.length);
        return whole;
    }

    private static OctKey oct(JsonNode jwk) {
        byte[] k = bytes(jwk, "k");
        try {
            return new OctKey(new KeySpec.Oct(8 * k.length), SecretBytes.adopt(k));
        } catch (IllegalArgumentException e) {
            throw ApiException.badParameter(
                    "The property key.k of a symmetric key has 16, 24 or 32 bytes, not "
                            + k.length
                            + ".");
        }
    }

    private static BigInteger number(JsonNode jwk, String name) {
        return new BigInteger(1, bytes(jwk, name));
    }

    private static @Nullable BigInteger numberOrNull(JsonNode jwk, String name) {
        return ItemInput.member(jwk, name).isPresent() ? number(jwk, name) : null;
    }

    static byte[] bytes(JsonNode jwk, String name) {
        String text =
                ItemInput.member(jwk, name)
                        .map(node -> ItemInput.text(node, "key." + name))
                        .orElseThrow(() ->
                                ApiException.badParameter(
                                        "The property key." + name + " is required."));
        return decoded(text, "key." + name, MAX_NUMBER_BYTES);
    }

    /** See {@link ItemInput#base64}. */
    static byte[] decoded(String text, String name, int most) {
        if (text.length() > most / 3 * 4 + 4) {
            throw ApiException.badParameter("The property " + name + " is too long.");
        }
        try {
            return ItemInput.base64(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.badParameter("The property " + name + " is not base64url.");
        }
    }
}
