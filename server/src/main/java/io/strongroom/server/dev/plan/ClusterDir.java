package io.strongroom.server.dev.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of a development cluster, and where everything in it lies.
 *
 * @param root absolute, of characters that need no quotes in a shell or a dotenv file
 */
public record ClusterDir(Path root) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._+@%=:,-]+");
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * The folder that a user named; it need not exist.
     *
     * @throws DevException when {@code client.env} could not hold its path
     */
    public static ClusterDir of(Path dir) throws DevException {
        Path root = dir.toAbsolutePath().normalize();
        if (!PLAIN.matcher(root.toString()).matches()) {
            throw new DevException(
                    "the path "
                            + root
                            + " has spaces or special characters, which client.env cannot hold"
                            + " for every reader; choose another --dir");
        }
        return new ClusterDir(root);
    }

    public Path planFile() {
        return root.resolve("cluster.json");
    }

    public Path clientEnv() {
        return root.resolve("client.env");
    }

    public Path authority() {
        return root.resolve("ca.pem");
    }

    public Path trustStore() {
        return root.resolve("truststore.p12");
    }

    public Path principals() {
        return root.resolve("principals");
    }

    public Path node(int id) {
        return root.resolve("node-" + id);
    }

    /** What was made in advance for nodes that may be added. */
    public Path spare() {
        return root.resolve("spare");
    }

    public Path spare(int id) {
        return spare().resolve("node-" + id);
    }

    public Path nodeYaml(int id) {
        return node(id).resolve("node.yaml");
    }

    public Path log(int id) {
        return node(id).resolve("node.log");
    }

    public Path pidFile(int id) {
        return node(id).resolve("node.pid");
    }

    /** Tells SoftHSM where this node's own copy of the token lies. */
    public Path softHsmConf(int id) {
        return node(id).resolve("softhsm2.conf");
    }

    public boolean holdsCluster() {
        return Files.exists(planFile());
    }

    public boolean isEmptyOrMissing() throws DevException {
        if (!Files.exists(root)) {
            return true;
        }
        try (Stream<Path> content = Files.list(root)) {
            return content.findAny().isEmpty();
        } catch (IOException unreadable) {
            throw new DevException("cannot look into " + root + ": " + unreadable, unreadable);
        }
    }

    /** The plan of the cluster that the folder holds. */
    public ClusterPlan plan() throws DevException {
        if (!holdsCluster()) {
            throw new DevException(
                    root + " holds no cluster; make one with: strongroom dev up --dir " + root);
        }
        try {
            return JSON.readValue(planFile().toFile(), ClusterPlan.class);
        } catch (IOException unreadable) {
            throw new DevException("cannot read " + planFile() + ": " + unreadable, unreadable);
        }
    }

    public void write(ClusterPlan plan) throws IOException {
        Files.writeString(planFile(), JSON.writeValueAsString(plan) + "\n");
    }
}
