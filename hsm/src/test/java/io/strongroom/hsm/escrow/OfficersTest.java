package io.strongroom.hsm.escrow;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException.Kind;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The forms in which officers have their keys, and which keys are refused. */
final class OfficersTest {
    private static final char[] PASSPHRASE = "officers passphrase".toCharArray();

    private static TestOfficers officers = new TestOfficers(List.of());
    private static EscrowDocument document = new EscrowDocument(2, List.of(), "");

    @BeforeAll
    static void makeEscrow() throws Exception {
        officers = TestOfficers.of(3);
        document =
                Escrow.create(
                        officers.required(2),
                        new EscrowedRootKey.Subject(
                                new UUID(1, 2), "", 1, "00".repeat(16), Instant.EPOCH),
                        key -> key.use(under -> AesKeyWrap.wrap(under, new byte[32])));
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static X509CertificateHolder certificate(KeyPair pair) throws Exception {
        X500Name name = new X500Name("CN=officer");
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(now),
                        Date.from(now.plusSeconds(1_000)),
                        name,
                        pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()));
    }

    private static void assertOpens(int officer, byte[] file, Optional<char[]> passphrase)
            throws Exception {
        try (Share share = OfficerKey.read(file, passphrase).open(document)) {
            assertEquals(officer + 1, share.index());
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void readKey_everyForm_opensTheOfficersShare() throws Exception {
        KeyPair pair = officers.pairs().get(1);
        String encrypted =
                pem(
                        new JcaPKCS8Generator(
                                pair.getPrivate(),
                                new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                                        .setProvider(new BouncyCastleProvider())
                                        .setPassword(PASSPHRASE)
                                        .build()));

        assertOpens(1, TestOfficers.privatePem(pair), Optional.empty());
        assertOpens(1, ascii(pem(pair)), Optional.empty());
        assertOpens(1, ascii(encrypted), Optional.of(PASSPHRASE));
        assertOpens(1, keyStore(pair), Optional.of(PASSPHRASE));
        String why =
                assertFails(
                        Kind.CONFIGURATION,
                        () -> OfficerKey.read(ascii(encrypted), Optional.empty()));
        assertTrue(why.contains("encrypted"), why);
        assertFails(
                Kind.CONFIGURATION,
                () -> OfficerKey.read(ascii(encrypted), Optional.of("wrong".toCharArray())));
        assertFails(
                Kind.CONFIGURATION,
                () -> OfficerKey.read(keyStore(pair), Optional.of("wrong".toCharArray())));
        assertFails(Kind.CONFIGURATION, () -> OfficerKey.read(ascii("nothing"), Optional.empty()));
    }

    private static byte[] keyStore(KeyPair pair) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Certificate certificate =
                new JcaX509CertificateConverter().getCertificate(certificate(pair));
        store.setKeyEntry(
                "officer", pair.getPrivate(), PASSPHRASE, new Certificate[] {certificate});
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        store.store(file, PASSPHRASE);
        return file.toByteArray();
    }

    @Test
    void readOfficer_certificate_isKnownByItsFingerprint() throws Exception {
        X509CertificateHolder certificate = certificate(officers.pairs().get(0));
        Officer officer = Officer.read("alice\u001b[31m", pem(certificate));

        assertEquals("alice..31m", officer.name());
        assertEquals(KeyPrint.of(certificate.getEncoded()), officer.print());
        assertTrue(officer.print().isTyped(officer.print().toString().toUpperCase(Locale.ROOT)));
        assertFalse(officer.print().isTyped(officer.print().hex().substring(1)));
    }

    @Test
    void readOfficer_weakKeyOrPrivateKeyOrNothing_isRefused() throws Exception {
        String small = TestOfficers.publicPem(TestOfficers.pair(1024));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(new RSAKeyGenParameterSpec(2048, BigInteger.valueOf(3)));
        String three = TestOfficers.publicPem(generator.generateKeyPair());
        String mine =
                new String(
                        TestOfficers.privatePem(officers.pairs().get(0)),
                        StandardCharsets.US_ASCII);

        assertTrue(refusal(small).contains("1024 bits"));
        assertTrue(refusal(three).contains("exponent"));
        assertTrue(refusal(mine).contains("stays with"));
        assertTrue(refusal("").contains("no certificate"));
    }

    private static String refusal(String pem) {
        return assertFails(Kind.CONFIGURATION, () -> Officer.read("alice", pem));
    }

    @Test
    void officers_wrongCountOrSameKey_areRefused() throws Exception {
        List<Officer> three = officers.required(2).officers();
        List<Officer> twice = new ArrayList<>(three);
        twice.add(Officer.read("dave", pem(certificate(officers.pairs().get(2)))));

        assertFails(Kind.CONFIGURATION, () -> Escrow.Officers.of(three, 1));
        assertFails(Kind.CONFIGURATION, () -> Escrow.Officers.of(three, 4));
        assertFails(Kind.CONFIGURATION, () -> Escrow.Officers.of(three.subList(0, 2), 2));
        String why = assertFails(Kind.CONFIGURATION, () -> Escrow.Officers.of(twice, 2));
        assertTrue(why.contains("officer-2 and dave have the same key"), why);
    }
}
