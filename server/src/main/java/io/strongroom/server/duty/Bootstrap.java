package io.strongroom.server.duty;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.hsm.Sealer;
import io.strongroom.server.access.AssignmentId;
import io.strongroom.server.access.BuiltInRole;
import io.strongroom.server.auth.issuer.IssuerKeys;
import io.strongroom.server.auth.issuer.SecretHash;
import io.strongroom.server.config.BootstrapSettings;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.server.vault.DataKeys;
import io.strongroom.server.vault.Identity;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.FeatureLevel;
import io.strongroom.storage.command.IssuerKey;
import io.strongroom.storage.command.ObjectScope;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.ServicePrincipal;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.view.StateView;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Brings what the configuration lists into the replicated state: it adds what is missing and never
 * changes or removes what is there. A role assignment that was removed is not missing. Every
 * command is refused harmlessly when another node was faster.
 */
public final class Bootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);

    private final UUID clusterId;
    private final BootstrapSettings settings;
    private final RootKeyRing rootKeys;
    private final Sealer sealer;
    private final CommandGateway commands;

    public Bootstrap(
            UUID clusterId,
            BootstrapSettings settings,
            RootKeyRing rootKeys,
            Sealer sealer,
            CommandGateway commands) {
        this.clusterId = clusterId;
        this.settings = settings;
        this.rootKeys = rootKeys;
        this.sealer = sealer;
        this.commands = commands;
    }

    /**
     * Checks what only the roles' table knows, before anything is opened.
     *
     * @throws IllegalArgumentException naming the setting and the nearest role
     */
    public static void requireKnownRoles(BootstrapSettings settings) {
        for (BootstrapSettings.AssignmentSettings assignment : settings.roleAssignments()) {
            try {
                var _ = BuiltInRole.named(assignment.role());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "bootstrap.roleAssignments: " + e.getMessage(), e);
            }
        }
    }

    /** What the state still lacks, in words; empty when nothing is missing. */
    public Optional<String> missing(StateView view) {
        return next(view).map(Step::what);
    }

    /** One thing that is missing, and the command that adds it. */
    private record Step(String what, CommandMaker command) {}

    /** Makes a command; costly steps such as key generation happen only when it is sent. */
    private interface CommandMaker {
        Command make() throws HsmException, IOException;
    }

    /**
     * Adds the next missing thing.
     *
     * @return whether it was added; false too when the state refuses it, which the log then says
     * @throws io.strongroom.server.http.ApiException when the log does not answer; calling again is
     *     safe
     */
    public boolean addNext(StateView view) throws HsmException, IOException {
        Optional<Step> step = next(view);
        if (step.isEmpty()) {
            return false;
        }
        Result result = commands.submitSystem(step.get().command().make());
        if (result instanceof Result.Done) {
            return true;
        }
        // Another node was faster, or the configuration contradicts what is there, for instance by
        // an object id under another client id.
        LOG.atWarn()
                .addKeyValue("missing", step.get().what())
                .addKeyValue("refusal", result)
                .log("bootstrap_refused");
        return false;
    }

    private Optional<Step> next(StateView view) {
        if (view.clusterId().isEmpty()) {
            return Optional.of(new Step("the cluster is not founded", this::foundCluster));
        }
        if (view.issuerKeys().isEmpty()) {
            return Optional.of(new Step("the token issuer has no key", () -> addIssuerKey(view)));
        }
        for (BootstrapSettings.VaultSettings vault : settings.vaults()) {
            if (view.vault(VaultName.of(vault.name())).isEmpty()) {
                return Optional.of(
                        new Step(
                                "the vault " + vault.name() + " is missing",
                                () -> createVault(view, vault)));
            }
        }
        for (BootstrapSettings.PrincipalSettings principal : settings.servicePrincipals()) {
            if (view.servicePrincipal(principal.clientId()).isEmpty()) {
                return Optional.of(
                        new Step(
                                "the service principal " + principal.clientId() + " is missing",
                                () -> addPrincipal(principal)));
            }
        }
        for (BootstrapSettings.AssignmentSettings assignment : settings.roleAssignments()) {
            RoleAssignment wanted = assignment(assignment);
            if (lacks(view, wanted)) {
                return Optional.of(
                        new Step(
                                "the role assignment of " + assignment.principal() + " is missing",
                                () -> new Command.AddRoleAssignment(wanted, false)));
            }
        }
        return Optional.empty();
    }

    /**
     * What was removed since stays removed: a file must not undo a revocation. What the cluster
     * cannot have before its level is raised must not keep a node from serving: it is added at the
     * next start.
     */
    private static boolean lacks(StateView view, RoleAssignment wanted) {
        return view.roleAssignments(wanted.vault(), wanted.principalObjectId()).stream()
                        .noneMatch(wanted::sameRight)
                && !view.roleAssignmentRemoved(wanted)
                && view.featureLevel()
                        >= FeatureLevel.introducing(new Command.AddRoleAssignment(wanted, false));
    }

    private Command foundCluster() throws HsmException {
        List<WrappedDataKey> keys =
                List.of(foundingKey(DataKeys.CLUSTER), foundingKey(DataKeys.BACKUP));
        return new Command.FoundCluster(
                clusterId,
                Bytes.copyOf(rootKeys.of(RootKeyGeneration.FIRST).fingerprint()),
                keys,
                FeatureLevel.CURRENT);
    }

    private Command addIssuerKey(StateView view) throws HsmException {
        IssuerKeys.Generated key = IssuerKeys.generate();
        byte[] pkcs8 = key.privateKey().use(byte[]::clone);
        key.privateKey().close();
        try {
            byte[] sealed =
                    sealer.seal(
                            DataKeys.latest(view, DataKeys.CLUSTER),
                            Identity.of("issuer-key", key.keyId()),
                            pkcs8);
            return new Command.AddIssuerKey(
                    new IssuerKey(key.keyId(), key.publicJwk(), Bytes.copyOf(sealed)));
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private Command createVault(StateView view, BootstrapSettings.VaultSettings vault)
            throws HsmException {
        VaultName name = VaultName.of(vault.name());
        Sealer.DataKey key =
                sealer.newDataKey(
                        DataKeys.ofVault(name), DataKeys.FIRST_GENERATION, view.currentRoot());
        return new Command.CreateVault(
                new Vault(name, vault.retentionDays(), vault.purgeProtection()),
                DataKeys.wrapped(key));
    }

    private static Command addPrincipal(BootstrapSettings.PrincipalSettings principal)
            throws IOException {
        List<String> hashes =
                principal.secretFile().isPresent()
                        ? List.of(hash(principal.secretFile().get()))
                        : List.of();
        List<Bytes> certificates =
                principal.certificateFile().isPresent()
                        ? List.of(certificate(principal.certificateFile().get()))
                        : List.of();
        return new Command.AddServicePrincipal(
                new ServicePrincipal(
                        principal.clientId(),
                        principal.objectId(),
                        principal.displayName(),
                        hashes,
                        certificates));
    }

    private static String hash(Path secretFile) throws IOException {
        char[] secret = Files.readString(secretFile, StandardCharsets.UTF_8).strip().toCharArray();
        try {
            return SecretHash.of(secret).encoded();
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private static Bytes certificate(Path file) throws IOException {
        try (InputStream pem = Files.newInputStream(file)) {
            return Bytes.copyOf(
                    CertificateFactory.getInstance("X.509").generateCertificate(pem).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no PEM certificate", e);
        }
    }

    private static RoleAssignment assignment(BootstrapSettings.AssignmentSettings assignment) {
        BuiltInRole role = BuiltInRole.named(assignment.role());
        VaultName vault = VaultName.of(assignment.vault());
        Optional<ObjectScope> object = assignment.object().map(ObjectScope::of);
        return new RoleAssignment(
                AssignmentId.of(assignment.principal(), role, vault, object),
                assignment.principal(),
                role.id(),
                vault,
                object);
    }

    private WrappedDataKey foundingKey(String owner) throws HsmException {
        return DataKeys.wrapped(
                sealer.newDataKey(owner, DataKeys.FIRST_GENERATION, RootKeyGeneration.FIRST));
    }
}
