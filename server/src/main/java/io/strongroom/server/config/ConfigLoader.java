package io.strongroom.server.config;

import io.strongroom.server.config.yaml.FileCheck;
import io.strongroom.server.config.yaml.Problem;
import io.strongroom.server.config.yaml.Section;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Reads a node's configuration file. Every mistake in it is found in one go, the files it names are
 * checked, and nothing is written or opened for longer. Relative paths start at the file's folder.
 */
public final class ConfigLoader {
    private static final Duration DEFAULT_TOKEN_LIFETIME = Duration.ofHours(1);
    private static final Duration DEFAULT_GRACE = Duration.ofHours(1);
    private static final Duration DEFAULT_ERASURE = Duration.ofMinutes(10);
    private static final int DEFAULT_RETENTION_DAYS = 90;
    private static final int DEFAULT_COMPARE_EVERY = 10_000;

    private ConfigLoader() {}

    /**
     * The configuration in a file.
     *
     * @throws ConfigException naming line and path of each mistake, or why the file is unreadable
     */
    public static NodeConfig load(Path file) throws ConfigException {
        return load(file, ConfigLoader::config);
    }

    /** What the reader makes of a file, if neither of them has found a mistake. */
    static <T> T load(Path file, Function<Section, Optional<T>> reader) throws ConfigException {
        String yaml = read(file);
        Path folder = file.toAbsolutePath().normalize().getParent();
        List<Problem> problems = new ArrayList<>();
        Optional<T> config =
                reader.apply(Section.root(yaml, folder == null ? Path.of("/") : folder, problems));
        if (config.isPresent() && problems.isEmpty()) {
            return config.get();
        }
        problems.sort(
                Comparator.comparingInt((Problem problem) -> problem.position().line())
                        .thenComparingInt(problem -> problem.position().column()));
        throw new ConfigException(file, problems);
    }

    private static String read(Path file) throws ConfigException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            throw new ConfigException(file, "no such configuration file");
        } catch (CharacterCodingException _) {
            throw new ConfigException(file, "the configuration file is not UTF-8 text");
        } catch (IOException unreadable) {
            throw new ConfigException(file, "cannot be read: " + unreadable.getMessage());
        }
    }

    private static Optional<NodeConfig> config(Section root) {
        Optional<NodeSettings> node = node(root.section("node"));
        Optional<ClusterSettings> cluster = cluster(root.section("cluster"));
        Optional<HttpSettings> http = http(root.section("http"));
        Optional<NameSettings> names = names(root.section("names"), http);
        Optional<RootKeySettings> rootKey = rootKey(root.section("rootKey"));
        Optional<TokenSettings> tokens = tokens(root.section("tokens"));
        Optional<BootstrapSettings> bootstrap =
                root.optionalSection("bootstrap")
                        .map(ConfigLoader::bootstrap)
                        .orElseGet(() ->
                                Optional.of(
                                        new BootstrapSettings(List.of(), List.of(), List.of())));
        Optional<AdminSettings> admin =
                root.optionalSection("admin")
                        .map(ConfigLoader::admin)
                        .orElseGet(() -> Optional.of(new AdminSettings(List.of())));
        Optional<ErasureSettings> erasure =
                root.optionalSection("erasure")
                        .map(ConfigLoader::erasure)
                        .orElseGet(() -> Optional.of(new ErasureSettings(DEFAULT_ERASURE)));
        Optional<DiskSettings> disk =
                root.optionalSection("disk")
                        .map(ConfigLoader::disk)
                        .orElseGet(() -> Optional.of(new DiskSettings(OptionalInt.empty())));
        Optional<ReplicaSettings> replicas =
                root.optionalSection("replicas")
                        .map(ConfigLoader::replicas)
                        .orElseGet(() -> Optional.of(new ReplicaSettings(DEFAULT_COMPARE_EVERY)));
        Optional<ReleaseSettings> release =
                root.optionalSection("release")
                        .map(ConfigLoader::release)
                        .orElseGet(() -> Optional.of(new ReleaseSettings(List.of())));
        return root.build(() ->
                new NodeConfig(
                        node.orElseThrow(),
                        cluster.orElseThrow(),
                        http.orElseThrow(),
                        names.orElseThrow(),
                        rootKey.orElseThrow(),
                        tokens.orElseThrow(),
                        bootstrap.orElseThrow(),
                        admin.orElseThrow(),
                        erasure.orElseThrow(),
                        disk.orElseThrow(),
                        replicas.orElseThrow(),
                        release.orElseThrow()));
    }

    private static Optional<ReleaseSettings> release(Section section) {
        List<Optional<ReleaseSettings.AuthoritySettings>> authorities =
                section.sections("authorities").stream().map(ConfigLoader::authority).toList();
        return section.build(() -> new ReleaseSettings(all(authorities)));
    }

    private static Optional<ReleaseSettings.AuthoritySettings> authority(Section section) {
        String issuer = section.text("issuer");
        Optional<Path> file = section.optionalFile("jwksFile", FileCheck.READABLE);
        Optional<String> uri = section.optionalText("jwksUri");
        return section.build(() -> new ReleaseSettings.AuthoritySettings(issuer, file, uri));
    }

    private static Optional<ReplicaSettings> replicas(Section section) {
        int compareEvery = section.integer("compareEvery", DEFAULT_COMPARE_EVERY);
        return section.build(() -> new ReplicaSettings(compareEvery));
    }

    private static Optional<ErasureSettings> erasure(Section section) {
        Duration within = section.duration("within", DEFAULT_ERASURE);
        return section.build(() -> new ErasureSettings(within));
    }

    private static Optional<DiskSettings> disk(Section section) {
        int low = section.integer("lowMebibytes", 0);
        return section.build(
                () -> new DiskSettings(low == 0 ? OptionalInt.empty() : OptionalInt.of(low)));
    }

    private static Optional<NodeSettings> node(Section section) {
        int id = section.integer("id");
        Path dataDir = section.path("dataDir");
        return section.build(() -> new NodeSettings(id, dataDir));
    }

    private static Optional<ClusterSettings> cluster(Section section) {
        var id = section.uuid("id");
        boolean join = section.flag("join", false);
        List<Optional<ClusterSettings.Peer>> peers =
                section.requiredSections("peers").stream().map(ConfigLoader::peer).toList();
        Path certificate = section.file("certificate", FileCheck.READABLE);
        Path privateKey = section.file("privateKey", FileCheck.SECRET);
        Path trusted = section.file("trusted", FileCheck.READABLE);
        return section.build(
                () -> new ClusterSettings(id, join, all(peers), certificate, privateKey, trusted));
    }

    private static Optional<ClusterSettings.Peer> peer(Section section) {
        int id = section.integer("id");
        String host = section.text("host");
        int port = section.integer("port");
        return section.build(() -> new ClusterSettings.Peer(id, host, port));
    }

    private static Optional<HttpSettings> http(Section section) {
        String bindAddress = section.text("bindAddress");
        int port = section.integer("port");
        Path certificate = section.file("certificate", FileCheck.READABLE);
        Path privateKey = section.file("privateKey", FileCheck.SECRET);
        return section.build(() -> new HttpSettings(bindAddress, port, certificate, privateKey));
    }

    private static Optional<NameSettings> names(Section section, Optional<HttpSettings> http) {
        String domain = section.text("domain");
        // When http is wrong there will be no configuration, whatever stands here.
        int publicPort = section.integer("publicPort", http.map(HttpSettings::port).orElse(1));
        var authority = section.uri("authority");
        return section.build(() -> new NameSettings(domain, publicPort, authority));
    }

    static Optional<RootKeySettings> rootKey(Section section) {
        Optional<Section> softwareSection = section.optionalSection("software");
        Optional<Section> pkcs11Section = section.optionalSection("pkcs11");
        Optional<RootKeySettings.Software> software =
                softwareSection.flatMap(ConfigLoader::software);
        Optional<RootKeySettings.Pkcs11> pkcs11 = pkcs11Section.flatMap(ConfigLoader::pkcs11);
        Duration grace = section.duration("grace", DEFAULT_GRACE);
        return section.build(() -> new RootKeySettings(software, pkcs11, grace));
    }

    private static Optional<RootKeySettings.Software> software(Section section) {
        Path keyStore = section.file("keyStore", FileCheck.SECRET);
        Optional<Path> passphraseFile = section.optionalFile("passphraseFile", FileCheck.SECRET);
        Optional<String> passphraseEnv = section.optionalText("passphraseEnv");
        return section.build(
                () -> new RootKeySettings.Software(keyStore, passphraseFile, passphraseEnv));
    }

    private static Optional<RootKeySettings.Pkcs11> pkcs11(Section section) {
        Path module = section.file("module", FileCheck.READABLE);
        String tokenLabel = section.text("tokenLabel");
        Path pinFile = section.file("pinFile", FileCheck.SECRET);
        String keyLabel = section.text("keyLabel");
        return section.build(
                () -> new RootKeySettings.Pkcs11(module, tokenLabel, pinFile, keyLabel));
    }

    private static Optional<TokenSettings> tokens(Section section) {
        var tenant = section.uuid("tenant");
        Duration lifetime = section.duration("lifetime", DEFAULT_TOKEN_LIFETIME);
        List<String> extraAudiences = section.texts("extraAudiences");
        return section.build(() -> new TokenSettings(tenant, lifetime, extraAudiences));
    }

    private static Optional<AdminSettings> admin(Section section) {
        List<String> principals = section.texts("principals");
        return section.build(() -> new AdminSettings(principals));
    }

    private static Optional<BootstrapSettings> bootstrap(Section section) {
        List<Optional<BootstrapSettings.VaultSettings>> vaults =
                section.sections("vaults").stream().map(ConfigLoader::vault).toList();
        List<Optional<BootstrapSettings.PrincipalSettings>> principals =
                section.sections("servicePrincipals").stream()
                        .map(ConfigLoader::principal)
                        .toList();
        List<Optional<BootstrapSettings.AssignmentSettings>> assignments =
                section.sections("roleAssignments").stream().map(ConfigLoader::assignment).toList();
        return section.build(
                () -> new BootstrapSettings(all(vaults), all(principals), all(assignments)));
    }

    private static Optional<BootstrapSettings.VaultSettings> vault(Section section) {
        String name = section.text("name");
        int retentionDays = section.integer("retentionDays", DEFAULT_RETENTION_DAYS);
        boolean purgeProtection = section.flag("purgeProtection", false);
        return section.build(
                () -> new BootstrapSettings.VaultSettings(name, retentionDays, purgeProtection));
    }

    private static Optional<BootstrapSettings.PrincipalSettings> principal(Section section) {
        var clientId = section.uuid("clientId");
        var objectId = section.uuid("objectId");
        String displayName = section.text("displayName");
        Optional<Path> secretFile = section.optionalFile("secretFile", FileCheck.SECRET);
        Optional<Path> certificate = section.optionalFile("certificateFile", FileCheck.READABLE);
        return section.build(() ->
                new BootstrapSettings.PrincipalSettings(
                        clientId.toString(),
                        objectId.toString(),
                        displayName,
                        secretFile,
                        certificate));
    }

    private static Optional<BootstrapSettings.AssignmentSettings> assignment(Section section) {
        var principal = section.uuid("principal");
        String role = section.text("role");
        String vault = section.text("vault");
        Optional<String> object = section.optionalText("object");
        return section.build(() ->
                new BootstrapSettings.AssignmentSettings(
                        principal.toString(), role, vault, object));
    }

    /** Called only when every item was built: a failed one keeps its parent from being built. */
    private static <T> List<T> all(List<Optional<T>> items) {
        return items.stream().map(Optional::orElseThrow).toList();
    }
}
