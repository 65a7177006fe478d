package io.strongroom.server.key;

import static io.strongroom.server.fake.Requests.assertBadParameter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.server.http.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WrappedJwkTest {
    private static final HsmKey ON_CURVE = pair(new KeySpec.Ec(Curve.P_256));
    private static final HsmKey KOBLITZ = pair(new KeySpec.Ec(Curve.P_256K));
    private static final HsmKey RSA = pair(new KeySpec.Rsa(2048));
    private static final HsmKey SECRET = HsmKey.symmetric(new KeySpec.Oct(256), new byte[1]);

    private static HsmKey pair(KeySpec spec) {
        try (KeyPair made = KeyEngines.fastest().generate(spec)) {
            return HsmKey.pair(made.publicPart(), new byte[1]);
        }
    }

    private static WrappedJwk read(String kty, String more) {
        return WrappedJwk.read(
                Json.read(
                        "{\"kty\":\"%s\",\"key_hsm\":\"AAAA\"%s}"
                                .formatted(kty, more)
                                .getBytes(UTF_8)));
    }

    private static String member(String name, byte[] bytes) {
        return ",\"%s\":\"%s\"".formatted(name, KeyJsonWriter.base64(bytes));
    }

    private static void requireRefused(HsmKey taken, String kty, String more) {
        WrappedJwk stated = read(kty, more);
        assertBadParameter(() -> stated.requireOf(taken));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA-HSM", "EC-HSM", "oct-HSM"})
    void read_withAPrivateMember_isRefusedByItsName(String kty) {
        for (String name : new String[] {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
            for (String value : new String[] {"\"AAAA\"", "\"\"", "7", "[]"}) {
                String more = ",\"%s\":%s".formatted(name, value);
                assertTrue(
                        assertBadParameter(() -> read(kty, more)).text().contains("key." + name));
            }
            read(kty, ",\"%s\":null".formatted(name)).requireOf(RSA);
        }
    }

    @Test
    void read_withAMalformedPublicMember_isRefused() {
        for (String name : new String[] {"n", "e", "x", "y"}) {
            assertBadParameter(() -> read("EC-HSM", ",\"" + name + "\":7"));
            assertBadParameter(() -> read("EC-HSM", ",\"" + name + "\":\"A\""));
        }
        assertBadParameter(() -> read("EC-HSM", ",\"crv\":{}"));
    }

    @Test
    void requireOf_asAzuresClientsSendIt_isTaken() {
        assertEquals(HsmKeys.Kind.RSA, read("RSA-HSM", "").kind());
        read("RSA-HSM", "").requireOf(RSA);
        read("oct-HSM", "").requireOf(SECRET);
        read("EC-HSM", "").requireOf(ON_CURVE);
        read("EC-HSM", ",\"crv\":\"P-256\",\"key_ops\":[\"sign\"]").requireOf(ON_CURVE);
        read("EC-HSM", ",\"crv\":\"P-256K\"").requireOf(KOBLITZ);
        read("EC-HSM", ",\"crv\":\"SECP256K1\"").requireOf(KOBLITZ);
    }

    @Test
    void requireOf_theKeysOwnPublicHalf_isTaken() {
        PublicPart.Ec ec = (PublicPart.Ec) ON_CURVE.publicPart().orElseThrow();
        read("EC-HSM", member("x", ec.x()) + member("y", ec.y())).requireOf(ON_CURVE);
        PublicPart.Rsa rsa = (PublicPart.Rsa) RSA.publicPart().orElseThrow();
        // With the zero that Java's numbers have before them.
        String n = member("n", rsa.n().toByteArray());
        read("RSA-HSM", n + member("e", rsa.e().toByteArray())).requireOf(RSA);
    }

    @Test
    void requireOf_anotherKeysPublicHalf_isRefused() {
        PublicPart.Ec ec = (PublicPart.Ec) ON_CURVE.publicPart().orElseThrow();
        requireRefused(ON_CURVE, "EC-HSM", ",\"crv\":\"P-384\"");
        requireRefused(ON_CURVE, "EC-HSM", ",\"crv\":\"P-256K\"");
        requireRefused(ON_CURVE, "EC-HSM", ",\"crv\":\"\"");
        requireRefused(ON_CURVE, "EC-HSM", member("x", ec.x()) + member("y", ec.x()));
        requireRefused(ON_CURVE, "EC-HSM", member("x", new byte[1]));
        requireRefused(ON_CURVE, "EC-HSM", member("n", ec.x()));
        requireRefused(RSA, "RSA-HSM", member("n", new byte[256]));
        requireRefused(RSA, "RSA-HSM", member("e", new byte[] {3}));
        requireRefused(RSA, "RSA-HSM", member("x", ec.x()));
        requireRefused(RSA, "RSA-HSM", ",\"crv\":\"P-256\"");
        requireRefused(SECRET, "oct-HSM", ",\"crv\":\"P-256\"");
        requireRefused(SECRET, "oct-HSM", member("n", ec.x()));
    }
}
