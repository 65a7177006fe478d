package io.strongroom.server.key;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Text;
import io.strongroom.server.item.ItemInput;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a JWK says of a key that comes wrapped in its {@code key_hsm}. Azure's SDKs send the type
 * only, its command line perhaps the curve; whoever says more is told when it is another key's.
 *
 * @param numbers the public ones that are there, by their names
 */
record WrappedJwk(HsmKeys.Kind kind, Optional<String> crv, Map<String, Stated> numbers) {
    /** RFC 7518 6.2.2, 6.3.2 and 6.4.1: what only the owner of a key may know. */
    private static final List<String> PRIVATE =
            List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    /** RFC 7518 6.2.1 and 6.3.1, but the curve. */
    private static final List<String> PUBLIC = List.of("n", "e", "x", "y");

    /**
     * A number as it came.
     *
     * @param bytes most significant first
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a record.
    record Stated(byte[] bytes) {
        /** With or without zeros before it, as in an import in the clear. */
        boolean is(BigInteger number) {
            return new BigInteger(1, bytes).equals(number);
        }

        boolean is(byte[] coordinate) {
            return is(new BigInteger(1, coordinate));
        }
    }

    /**
     * Reads all but {@code key_hsm}.
     *
     * @throws ApiException BadParameter when it is not to be in the HSM, when it has members that
     *     nobody else may see, or a member that is malformed
     */
    static WrappedJwk read(JsonNode jwk) {
        HsmKeys.Kind kind =
                switch (JwkInput.kty(jwk)) {
                    case "RSA-HSM" -> HsmKeys.Kind.RSA;
                    case "EC-HSM" -> HsmKeys.Kind.EC;
                    case "oct-HSM" -> HsmKeys.Kind.OCT;
                    default ->
                            throw ApiException.badParameter(
                                    "A key with key_hsm has the key.kty RSA-HSM, EC-HSM or"
                                            + " oct-HSM.");
                };
        for (String name : PRIVATE) {
            if (ItemInput.member(jwk, name).isPresent()) {
                throw ApiException.badParameter(
                        "The property key.%s is private and must not be sent beside key.key_hsm: it is in the clear there."
                                .formatted(name));
            }
        }
        Map<String, Stated> numbers = new TreeMap<>();
        for (String name : PUBLIC) {
            if (ItemInput.member(jwk, name).isPresent()) {
                numbers.put(name, new Stated(JwkInput.bytes(jwk, name)));
            }
        }
        return new WrappedJwk(
                kind,
                ItemInput.member(jwk, "crv").map(node -> ItemInput.text(node, "key.crv")),
                numbers);
    }

    /**
     * Compares it with what was in the parcel.
     *
     * @throws ApiException BadParameter, naming a member that the key has not, or has otherwise
     */
    void requireOf(HsmKey taken) {
        crv.filter(given -> !isCurveOf(taken, given))
                .ifPresent(given -> {
                    throw ApiException.badParameter(
                            "The key in key.key_hsm is not on the curve "
                                    + Text.shown(given)
                                    + " of key.crv.");
                });
        numbers.forEach((name, number) -> {
            if (!isOf(taken, name, number)) {
                throw ApiException.badParameter(
                        "The property key.%s is not that of the key in key.key_hsm."
                                .formatted(name));
            }
        });
    }

    private static boolean isCurveOf(HsmKey taken, String crv) {
        return taken.publicPart().orElse(null) instanceof PublicPart.Ec ec
                && Materials.curve(crv).filter(ec.curve()::equals).isPresent();
    }

    private static boolean isOf(HsmKey taken, String name, Stated number) {
        if (taken.publicPart().isEmpty()) {
            return false;
        }
        return switch (taken.publicPart().get()) {
            case PublicPart.Rsa rsa ->
                    switch (name) {
                        case "n" -> number.is(rsa.n());
                        case "e" -> number.is(rsa.e());
                        default -> false;
                    };
            case PublicPart.Ec ec ->
                    switch (name) {
                        case "x" -> number.is(ec.x());
                        case "y" -> number.is(ec.y());
                        default -> false;
                    };
        };
    }

    @Override
    public String toString() {
        return "WrappedJwk[" + kind + "]";
    }
}
