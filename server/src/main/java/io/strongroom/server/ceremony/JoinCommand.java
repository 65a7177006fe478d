package io.strongroom.server.ceremony;

import io.strongroom.client.StrongroomException;
import io.strongroom.client.cli.AdminAccess;
import io.strongroom.client.cli.Fingerprints;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.SecretFile;
import io.strongroom.hsm.pkcs11.RootKeyTransport;
import io.strongroom.server.config.ConfigException;
import io.strongroom.server.config.ConfigLoader;
import io.strongroom.server.config.NodeConfig;
import io.strongroom.server.config.RootKeySettings;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code strongroom hsm join}: the cluster's root key into this node's HSM. */
@Command(
        name = "join",
        description = {
            "Brings the cluster's root key into this node's HSM, wrapped by the HSM of a node that"
                    + " has it.",
            "Two operators talk to each other: the one here reads out the fingerprint of this HSM's"
                    + " key, the one there types it into 'strongroom hsm approve' and reads out the"
                    + " root key's.",
            "Run it again after any interruption: it makes a new key of this HSM's, or with"
                    + " --resume goes on with the one whose fingerprint you have read out."
        },
        footer = {
            "%nExamples:",
            "  strongroom hsm join --config /etc/strongroom/node.yaml --env admin.env \\",
            "      --via https://node1.example.com:8443",
            "%nExit codes: 0 the root key is in the HSM, 1 refused or failed, 2 not understood."
        })
public final class JoinCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;
    private final BufferedReader in;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "This node's YAML file; its rootKey.pkcs11 says which token and label.")
    private Path config = Path.of("");

    @Option(
            names = "--env",
            paramLabel = "FILE",
            description = "KEY=VALUE lines that say where the cluster is and who calls.")
    private @Nullable Path env;

    @Option(
            names = "--via",
            paramLabel = "URL",
            description = "The node that has the root key; the first of the list unless said.")
    private @Nullable URI via;

    @Option(
            names = "--root-fingerprint",
            paramLabel = "HEX",
            description = "The root key's, known from elsewhere: the operator is not asked.")
    private @Nullable String rootFingerprint;

    @Option(
            names = "--resume",
            paramLabel = "HEX",
            description = "The fingerprint READ OUT in an earlier attempt: its key is used again.")
    private @Nullable String resume;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "How long to wait for the approval; 1800 unless said otherwise.")
    private int patienceSeconds = 1800;

    /**
     * The command.
     *
     * @param out receives what the operator reads
     * @param err receives refusals
     * @param in the operator's answers
     */
    public JoinCommand(PrintWriter out, PrintWriter err, BufferedReader in) {
        this.out = out;
        this.err = err;
        this.in = in;
    }

    @Override
    public Integer call() throws ConfigException, HsmException, IOException, InterruptedException {
        NodeConfig node = ConfigLoader.load(config);
        Optional<RootKeySettings.Pkcs11> settings = node.rootKey().pkcs11();
        if (settings.isEmpty()) {
            err.println(
                    "strongroom: this node's root key is a key store file (rootKey.software): copy"
                            + " the file from another node");
            return ExitCode.SOFTWARE;
        }
        char[] pin = SecretFile.read(settings.get().pinFile());
        try (AdminAccess access = AdminAccess.open(env, via, System.getenv());
                RootKeyTransport token =
                        RootKeyTransport.open(
                                settings.get().module(), settings.get().tokenLabel(), pin)) {
            new RootKeyJoin(
                            new Newcomer.Token(token),
                            new Giver.Remote(access.node(), access.admin()),
                            new Terminal(),
                            settings.get().keyLabel(),
                            Optional.ofNullable(resume).map(Fingerprints::digits))
                    .run("node-" + node.node().id(), Duration.ofSeconds(patienceSeconds));
            return ExitCode.OK;
        } catch (CeremonyException e) {
            err.println("strongroom: " + e.getMessage());
            return ExitCode.SOFTWARE;
        } catch (StrongroomException e) {
            err.println("strongroom: " + e.code().code() + ": " + e.getMessage());
            return ExitCode.SOFTWARE;
        } catch (IllegalArgumentException e) {
            err.println("strongroom: " + e.getMessage());
            return ExitCode.USAGE;
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    private final class Terminal implements Operator {
        @Override
        public void told(String line) {
            out.println(line);
        }

        @Override
        public boolean confirms(String fingerprint) throws IOException {
            String known = rootFingerprint;
            if (known != null) {
                return Fingerprints.digits(known).equals(fingerprint);
            }
            out.println("Does the other operator read the same root key's fingerprint? Type yes:");
            String answer = in.readLine();
            return answer != null && answer.strip().equals("yes");
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
            Thread.sleep(time);
        }
    }
}
