package io.strongroom.client.fake;

import io.strongroom.client.http.Trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority of its own, made with this JDK's keytool; once per JVM. */
public final class TestCa {
    private static final String PASSWORD = "changeit";

    /** The one that the client trusts. */
    private static final TestCa GOOD = new TestCa(true);

    /** One that nobody trusts. */
    private static final TestCa OTHER = new TestCa(false);

    private final Path folder;

    private TestCa(boolean withServers) {
        try {
            folder = Files.createTempDirectory("strongroom-test-ca");
            folder.toFile().deleteOnExit();
            keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c");
            if (withServers) {
                issue(
                        "node",
                        "dns:*.vault.localhost,dns:login.localhost,"
                                + "ip:127.0.0.1,ip:127.0.0.2,ip:127.0.0.3");
                issue("stranger", "dns:*.elsewhere.localhost");
            }
            keytool("-exportcert", "-rfc", "-alias", "ca", "-file", pem().toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static TestCa good() {
        return GOOD;
    }

    public static TestCa other() {
        return OTHER;
    }

    public Path pem() {
        return folder.resolve("ca.pem");
    }

    public Trust trust() {
        try {
            return Trust.pem(pem());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a server with the certificate of that alias. */
    SSLContext context(String alias) {
        try {
            var all = KeyStore.getInstance(store().toFile(), PASSWORD.toCharArray());
            for (var other : Collections.list(all.aliases())) {
                if (!other.equals(alias)) {
                    all.deleteEntry(other);
                }
            }
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(all, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void issue(String alias, String names) throws IOException {
        keytool(
                "-genkeypair",
                "-alias",
                alias,
                "-signer",
                "ca",
                "-dname",
                "CN=" + alias,
                "-ext",
                "san=" + names);
    }

    private Path store() {
        return folder.resolve("store.p12");
    }

    private void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store().toString(), "-storepass", PASSWORD));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + output);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
