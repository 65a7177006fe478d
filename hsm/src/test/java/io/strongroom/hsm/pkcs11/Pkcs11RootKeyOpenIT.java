package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xipki.pkcs11.wrapper.AttributeVector;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What is opened as a root key by the real module, and above all what is not. */
final class Pkcs11RootKeyOpenIT {
    private static final Path MODULE = SoftHsm.module();
    private static final String TOKEN = "strongroom-open";
    private static final String PIN_TOKEN = "strongroom-pin";
    private static final String TWIN_TOKEN = "strongroom-twin";
    private static final String ROOT = "root";

    private static SoftHsm softHsm = new SoftHsm(Path.of("."));

    @BeforeAll
    static void prepareTokens() throws Exception {
        softHsm = SoftHsm.installed();
        Pkcs11RootKey.generate(MODULE, TOKEN, pin(), ROOT);
        Pkcs11RootKey.generate(MODULE, PIN_TOKEN, pin(), ROOT);
    }

    private static char[] pin() {
        return "1234".toCharArray();
    }

    private static Pkcs11RootKey open(String keyLabel) throws HsmException {
        return Pkcs11RootKey.open(MODULE, TOKEN, pin(), keyLabel);
    }

    @Test
    void generate_labelTaken_isRefused() {
        String message =
                assertFails(
                        Kind.CONFIGURATION,
                        () -> Pkcs11RootKey.generate(MODULE, TOKEN, pin(), ROOT));
        assertTrue(message.contains("not replaced"), message);
    }

    @Test
    void open_noSuchToken_namesThoseThatAreThere() {
        String message =
                assertFails(
                        Kind.CONFIGURATION,
                        () -> Pkcs11RootKey.open(MODULE, "nowhere", pin(), ROOT));
        assertTrue(message.contains("\"nowhere\"") && message.contains(TOKEN), message);
    }

    @Test
    void open_severalTokensOfThatLabel_isRefused() {
        String message =
                assertFails(
                        Kind.CONFIGURATION,
                        () -> Pkcs11RootKey.open(MODULE, TWIN_TOKEN, pin(), ROOT));
        assertTrue(message.startsWith("2 tokens are labelled"), message);
    }

    @Test
    void open_noSuchKey_saysSo() {
        String message = assertFails(Kind.CONFIGURATION, () -> open("nothing"));
        assertTrue(message.contains("no secret key labelled \"nothing\""), message);
    }

    @Test
    void open_severalKeysOfThatLabel_isRefused() throws Exception {
        for (int i = 0; i < 2; i++) {
            RawToken.create(TOKEN, RootKeyAttributes.unwrapped("double").value(new byte[32]));
        }
        String message = assertFails(Kind.CONFIGURATION, () -> open("double"));
        assertTrue(message.contains("several secret keys"), message);
    }

    @Test
    void open_wrongPin_isConfigurationAndTheRightOneStillWorks() throws Exception {
        // No other test keeps this token logged in: then SoftHSM would not look at the PIN.
        String message =
                assertFails(
                        Kind.CONFIGURATION,
                        () -> Pkcs11RootKey.open(MODULE, PIN_TOKEN, "9999".toCharArray(), ROOT));
        assertTrue(message.contains("CKR_PIN_INCORRECT"), message);
        Pkcs11RootKey.open(MODULE, PIN_TOKEN, pin(), ROOT).close();
    }

    @Test
    void open_keyWithForbiddenAttribute_isRefusedNamingIt() throws Exception {
        assertUnfit("CKA_ENCRYPT", RootKeyAttributes.unwrapped("encrypts").encrypt(true));
        assertUnfit("CKA_DECRYPT", RootKeyAttributes.unwrapped("decrypts").decrypt(true));
        assertUnfit("CKA_SIGN", RootKeyAttributes.unwrapped("signs").sign(true));
        assertUnfit("CKA_SENSITIVE", RootKeyAttributes.unwrapped("shows").sensitive(false));
        assertUnfit("CKA_WRAP", RootKeyAttributes.unwrapped("wraps-not").wrap(false));
        assertUnfit("CKA_UNWRAP", RootKeyAttributes.unwrapped("unwraps-not").unwrap(false));
    }

    private static void assertUnfit(String attribute, AttributeVector template) throws Exception {
        String label = template.label();
        RawToken.create(TOKEN, template.value(new byte[32]));
        String message = assertFails(Kind.CONFIGURATION, () -> open(label));
        assertTrue(message.contains(attribute), message);
    }

    @Test
    void open_keyOfAnotherSize_isRefused() throws Exception {
        RawToken.create(TOKEN, RootKeyAttributes.unwrapped("small").value(new byte[16]));
        String message = assertFails(Kind.CONFIGURATION, () -> open("small"));
        assertTrue(message.contains("CKA_VALUE_LEN"), message);
    }

    @Test
    void open_anotherModule_isRefused() throws Exception {
        Path other = softHsm.folder().resolve("other.so");
        Files.copy(MODULE, other, StandardCopyOption.REPLACE_EXISTING);
        String message =
                assertFails(
                        Kind.CONFIGURATION, () -> Pkcs11RootKey.open(other, TOKEN, pin(), ROOT));
        assertTrue(message.contains("one PKCS#11 module"), message);
    }
}
