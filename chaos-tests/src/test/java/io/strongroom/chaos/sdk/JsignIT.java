package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyVaultKey;

import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import net.jsign.AuthenticodeSigner;
import net.jsign.DigestAlgorithm;
import net.jsign.KeyStoreBuilder;
import net.jsign.KeyStoreType;
import net.jsign.pe.PEFile;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Code is signed with keys of the vault by jsign's support for Azure Key Vault, as anyone installs
 * it. What it asks {@code GET /certificates/NAME} for, the vault does not have yet: {@link
 * CertificateFront} answers that, and the signing itself is asked of the vault. RSA only: jsign
 * hands on what Key Vault answers for a curve as it is, and nobody takes that for a signature.
 */
@ExtendWith(SharedCluster.class)
class JsignIT {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "publisher";

    @TempDir private Path folder;

    private final SdkCluster cluster;

    JsignIT(SdkCluster cluster) {
        this.cluster = cluster;
    }

    private KeyVaultKey key(String name, boolean hsm) {
        return cluster.stockKeys("default")
                .buildClient()
                .createRsaKey(
                        new CreateRsaKeyOptions(name).setKeySize(3072).setHardwareProtected(hsm));
    }

    private static X509Certificate certified(CodeSigning authority, KeyVaultKey key)
            throws GeneralSecurityException, IOException {
        return authority.certify(key.getKey().toRsa().getPublic());
    }

    private static CertificateFront front(KeyVaultKey key, X509Certificate certificate)
            throws GeneralSecurityException, IOException {
        return CertificateFront.start(ALIAS, certificate, key.getId(), key.getKeyType().toString());
    }

    private String token() throws IOException {
        try (Transport transport = cluster.nodes().transport(Tuning.defaults())) {
            return cluster.nodes().tokens(transport).token();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jarsigner_throughJsignsProvider_signsAJarThatVerifiesStrictly(boolean hsm)
            throws IOException, GeneralSecurityException, InterruptedException {
        CodeSigning authority = new CodeSigning();
        Path trusted = folder.resolve("trusted.p12");
        Path jar = jar();
        KeyVaultKey key = key("jsign-jar-" + hsm, hsm);
        X509Certificate certificate = certified(authority, key);
        authority.writeTrustStore(trusted, PASSWORD.toCharArray(), certificate);
        try (CertificateFront front = front(key, certificate)) {
            String said =
                    jarsigner(
                            "-keystore",
                            "NONE",
                            "-storetype",
                            KeyStoreType.AZUREKEYVAULT.name(),
                            "-storepass:env",
                            "TOKEN",
                            "-providerClass",
                            "net.jsign.jca.JsignJcaProvider",
                            "-providerArg",
                            front.url(),
                            "-digestalg",
                            "SHA-256",
                            "-sigalg",
                            "SHA256withRSA",
                            jar.toString(),
                            ALIAS);
            assertTrue(said.contains("jar signed."), said);
        }
        String verified =
                jarsigner(
                        "-verify",
                        "-strict",
                        "-keystore",
                        trusted.toString(),
                        "-storepass",
                        PASSWORD,
                        jar.toString());
        assertTrue(verified.contains("jar verified."), verified);
    }

    private Path jar() throws IOException {
        Path jar = folder.resolve("program.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("readme.txt"));
            out.write("signed with a key of the vault".getBytes(UTF_8));
            out.closeEntry();
        }
        return jar;
    }

    /** The JDK's own, with this JVM's class path, names and trust; it must end with 0. */
    private String jarsigner(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/jarsigner")
                                        .toString(),
                                "-J-cp",
                                "-J" + System.getProperty("java.class.path"),
                                // What jsign reads JSON with needs it.
                                "-J--add-modules",
                                "-Jjava.sql"));
        for (String name :
                List.of(
                        "jdk.net.hosts.file",
                        "javax.net.ssl.trustStore",
                        "javax.net.ssl.trustStorePassword")) {
            command.add("-J-D" + name + "=" + System.getProperty(name));
        }
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TOKEN", token());
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    /**
     * The JVM reads its trust store once, for the first who asks, and other tests' clusters have
     * other authorities.
     */
    private static SSLSocketFactory trustingTheCluster()
            throws IOException, GeneralSecurityException {
        KeyStore trusted =
                KeyStore.getInstance(
                        new File(System.getProperty("javax.net.ssl.trustStore")),
                        System.getProperty("javax.net.ssl.trustStorePassword").toCharArray());
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    @Test
    void authenticode_throughJsign_signsAProgramForWindows() throws Exception {
        SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
        HttpsURLConnection.setDefaultSSLSocketFactory(trustingTheCluster());
        try {
            signAProgramForWindows();
        } finally {
            HttpsURLConnection.setDefaultSSLSocketFactory(before);
        }
    }

    private void signAProgramForWindows() throws Exception {
        CodeSigning authority = new CodeSigning();
        KeyVaultKey key = key("jsign-authenticode", false);
        X509Certificate certificate = certified(authority, key);
        Path program = Files.write(folder.resolve("program.exe"), emptyProgram());
        try (CertificateFront front = front(key, certificate)) {
            KeyStore store =
                    new KeyStoreBuilder()
                            .storetype(KeyStoreType.AZUREKEYVAULT)
                            .keystore(front.url())
                            .storepass(token())
                            .build();
            AuthenticodeSigner signer =
                    new AuthenticodeSigner(store, ALIAS, null)
                            .withDigestAlgorithm(DigestAlgorithm.SHA256)
                            .withTimestamping(false);
            try (PEFile file = new PEFile(program.toFile())) {
                signer.sign(file);
            }
        }
        try (PEFile file = new PEFile(program.toFile())) {
            // Read anew with its content, which jsign leaves out.
            CMSSignedData signature =
                    new CMSSignedData(file.getSignatures().getFirst().toASN1Structure());
            SignerInformation signer = signature.getSignerInfos().iterator().next();
            assertTrue(signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate)));
            assertArrayEquals(file.computeDigest(DigestAlgorithm.SHA256), signedDigest(signature));
        }
    }

    /** SpcIndirectDataContent: what it is about, then its digest. */
    private static byte[] signedDigest(CMSSignedData signature) {
        Object content = signature.getSignedContent().getContent();
        ASN1Sequence sequence = ASN1Sequence.getInstance((ASN1Encodable) content);
        return DigestInfo.getInstance(sequence.getObjectAt(1)).getDigest();
    }

    /** A file of the form PE32+ without sections: headers, and room for sixteen directories. */
    private static byte[] emptyProgram() {
        ByteBuffer file = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        int header = 0x40;
        file.put(0, "MZ".getBytes(UTF_8)).putInt(0x3c, header);
        file.put(header, "PE\0\0".getBytes(UTF_8));
        file.putShort(header + 4, (short) 0x8664); // The machine: x86-64.
        file.putShort(header + 20, (short) 240); // Bytes of the optional header.
        file.putShort(header + 22, (short) 0x22); // An executable, of large addresses.
        file.putShort(header + 24, (short) 0x20b); // PE32+.
        file.putInt(header + 84, 512); // Bytes of all headers.
        file.putShort(header + 92, (short) 3); // For the console.
        file.putInt(header + 132, 16); // Directories.
        return file.array();
    }
}
