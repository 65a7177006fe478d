package io.strongroom.server.duty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.hsm.Sealer;
import io.strongroom.raft.testing.FakeReplicatedLog.Fault;
import io.strongroom.server.config.BootstrapSettings;
import io.strongroom.server.config.BootstrapSettings.AssignmentSettings;
import io.strongroom.server.config.BootstrapSettings.PrincipalSettings;
import io.strongroom.server.config.BootstrapSettings.VaultSettings;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.vault.DataKeys;
import io.strongroom.server.vault.Identity;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.IssuerKey;
import io.strongroom.storage.command.ObjectScope;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.ServicePrincipal;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

final class BootstrapTest {
    private static final String CLIENT = "cccccccc-0000-0000-0000-00000000000a";
    private static final String OBJECT = "aaaaaaaa-0000-0000-0000-00000000000b";
    private static final String SECRET = "hunter2-of-the-pipeline";
    private static final String OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";

    private final MemoryNode node = new MemoryNode();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @TempDir Path folder;

    @BeforeEach
    void listen() {
        logged.start();
        ((Logger) LoggerFactory.getLogger("io.strongroom")).addAppender(logged);
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger("io.strongroom")).detachAppender(logged);
        node.close();
    }

    private BootstrapSettings settings(String clientId, String objectId) throws IOException {
        Path file = folder.resolve("pipeline.secret");
        Files.writeString(file, SECRET + "\n");
        return new BootstrapSettings(
                List.of(new VaultSettings("VDB", 30, true), new VaultSettings("other", 90, false)),
                List.of(
                        new PrincipalSettings(
                                clientId,
                                objectId,
                                "Pipeline",
                                Optional.of(file),
                                Optional.empty())),
                List.of(
                        new AssignmentSettings(objectId, "Key Vault Secrets Officer", "vdb"),
                        new AssignmentSettings(objectId, OFFICER, "other")));
    }

    private Bootstrap bootstrap(BootstrapSettings settings) {
        return new Bootstrap(
                MemoryNode.CLUSTER,
                settings,
                RootKeyRing.only(node.rootKey()),
                node.sealer(),
                node.commands());
    }

    private boolean addNext(Bootstrap bootstrap) throws HsmException, IOException {
        try (StateView view = node.reads().linearizable()) {
            return bootstrap.addNext(view);
        }
    }

    private int addAll(Bootstrap bootstrap) throws HsmException, IOException {
        int added = 0;
        while (addNext(bootstrap)) {
            added++;
        }
        return added;
    }

    private Optional<String> missing(Bootstrap bootstrap) {
        try (StateView view = node.reads().linearizable()) {
            return bootstrap.missing(view);
        }
    }

    @Test
    void addNext_untilNothingIsMissing_addsEverythingOnce() throws Exception {
        Bootstrap bootstrap = bootstrap(settings(CLIENT, OBJECT));
        assertEquals(Optional.of("the cluster is not founded"), missing(bootstrap));
        assertEquals(7, addAll(bootstrap));
        assertEquals(Optional.empty(), missing(bootstrap));
        try (StateView view = node.reads().linearizable()) {
            assertEquals(Optional.of(MemoryNode.CLUSTER), view.clusterId());
            assertArrayEquals(
                    node.rootKey().fingerprint(),
                    view.rootKeyFingerprint().orElseThrow().toArray());
            assertEquals(
                    List.of(
                            new Vault(new VaultName("other"), 90, false),
                            new Vault(new VaultName("vdb"), 30, true)),
                    view.vaults());
            assertEquals(4, view.dataKeys().size());
        }
    }

    @Test
    void addNext_withNothingMissing_proposesNothing() throws Exception {
        addAll(bootstrap(settings(CLIENT, OBJECT)));
        long before = node.log().status().appliedIndex();
        assertEquals(0, addAll(bootstrap(settings(CLIENT, OBJECT))));
        assertEquals(before, node.log().status().appliedIndex());
    }

    @Test
    void addNext_assignmentRemovedSince_leavesItRemovedUntilItIsAddedAgain() throws Exception {
        Bootstrap bootstrap = bootstrap(settings(CLIENT, OBJECT));
        addAll(bootstrap);
        RoleAssignment removed;
        try (StateView view = node.reads().linearizable()) {
            removed = view.roleAssignments(new VaultName("vdb"), OBJECT).getFirst();
        }
        node.submit(new Command.RemoveRoleAssignment(removed.id()));
        assertEquals(Optional.empty(), missing(bootstrap));
        assertEquals(0, addAll(bootstrap(settings(CLIENT, OBJECT))));
        // Decided again when it is applied: the node's view may have been of before the removal.
        assertEquals(
                new Result.RoleAssignmentRemoved(),
                node.submit(new Command.AddRoleAssignment(removed, false)));
        assertEquals(new Result.Done(), node.submit(new Command.AddRoleAssignment(removed, true)));
    }

    private BootstrapSettings withObject() throws IOException {
        BootstrapSettings settings = settings(CLIENT, OBJECT);
        return new BootstrapSettings(
                settings.vaults(),
                settings.servicePrincipals(),
                List.of(
                        new AssignmentSettings(OBJECT, OFFICER, "vdb", Optional.of("secrets/One")),
                        new AssignmentSettings(OBJECT, OFFICER, "vdb")));
    }

    @Test
    void addNext_assignmentOnAnObject_isAnotherThanTheVaults() throws Exception {
        Bootstrap bootstrap = bootstrap(withObject());
        addAll(bootstrap);
        assertEquals(Optional.empty(), missing(bootstrap));
        RoleAssignment object;
        try (StateView view = node.reads().linearizable()) {
            List<RoleAssignment> both = view.roleAssignments(new VaultName("vdb"), OBJECT);
            assertEquals(2, both.size());
            assertEquals(Optional.empty(), both.getFirst().object());
            object = both.getLast();
            assertEquals(Optional.of(ObjectScope.of("secrets/one")), object.object());
        }
        node.submit(new Command.RemoveRoleAssignment(object.id()));
        assertEquals(0, addAll(bootstrap));
    }

    @Test
    void addNext_assignmentOnAnObjectBelowItsLevel_keepsNoNodeWaiting() throws Exception {
        node.submit(
                new Command.FoundCluster(
                        MemoryNode.CLUSTER,
                        Bytes.copyOf(node.rootKey().fingerprint()),
                        List.of(
                                wrapped(node.sealer().newDataKey(DataKeys.CLUSTER, 1, 1)),
                                wrapped(node.sealer().newDataKey(DataKeys.BACKUP, 1, 1))),
                        2));
        Bootstrap bootstrap = bootstrap(withObject());
        addAll(bootstrap);
        assertEquals(Optional.empty(), missing(bootstrap));
        try (StateView view = node.reads().linearizable()) {
            assertEquals(1, view.roleAssignments(new VaultName("vdb"), OBJECT).size());
        }
    }

    private static WrappedDataKey wrapped(Sealer.DataKey key) {
        return new WrappedDataKey(key.owner(), key.generation(), Bytes.copyOf(key.wrapped()));
    }

    @Test
    void addNext_idsInUpperCase_areStoredInLowerCase() throws Exception {
        BootstrapSettings upper =
                settings(CLIENT.toUpperCase(Locale.ROOT), OBJECT.toUpperCase(Locale.ROOT));
        addAll(bootstrap(upper));
        assertEquals(Optional.empty(), missing(bootstrap(settings(CLIENT, OBJECT))));
        try (StateView view = node.reads().linearizable()) {
            ServicePrincipal principal = view.servicePrincipal(CLIENT).orElseThrow();
            assertEquals(CLIENT, principal.clientId());
            assertEquals(OBJECT, principal.objectId());
            List<RoleAssignment> assignments = view.roleAssignments(new VaultName("vdb"), OBJECT);
            assertEquals(OBJECT, assignments.getFirst().principalObjectId());
            assertEquals(OFFICER, assignments.getFirst().roleDefinitionId());
        }
    }

    @Test
    void addNext_issuerKey_isSealedUnderTheClustersKey() throws Exception {
        addAll(bootstrap(settings(CLIENT, OBJECT)));
        try (StateView view = node.reads().linearizable()) {
            IssuerKey key = view.issuerKeys().getFirst();
            assertFalse(key.publicJwk().contains("\"d\""));
            byte[] opened =
                    node.sealer()
                            .open(
                                    DataKeys.latest(view, DataKeys.CLUSTER),
                                    Identity.of("issuer-key", key.keyId()),
                                    key.sealedPrivateKey().toArray());
            assertTrue(opened.length > 100);
        }
    }

    @Test
    void addNext_clientSecret_isStoredHashedAndNeverLogged() throws Exception {
        addAll(bootstrap(settings(CLIENT, OBJECT)));
        try (StateView view = node.reads().linearizable()) {
            ServicePrincipal principal = view.servicePrincipal(CLIENT).orElseThrow();
            assertEquals(1, principal.secretHashes().size());
            assertFalse(principal.toString().contains(SECRET));
        }
        logged.list.forEach(event -> assertFalse(event.toString().contains(SECRET)));
    }

    @Test
    void addNext_objectIdUnderAnotherClientId_isRefusedLoudlyAndWithoutEnd() throws Exception {
        addAll(bootstrap(settings(CLIENT, OBJECT)));
        Bootstrap contradicting =
                bootstrap(settings("cccccccc-0000-0000-0000-00000000000c", OBJECT));
        assertFalse(addNext(contradicting));
        assertTrue(missing(contradicting).orElseThrow().contains("service principal"));
        assertTrue(
                logged.list.stream()
                        .anyMatch(event -> "bootstrap_refused".equals(event.getMessage())));
    }

    @Test
    void addNext_afterAnUnknownOutcome_goesOnWhereItStands() throws Exception {
        Bootstrap bootstrap = bootstrap(settings(CLIENT, OBJECT));
        node.log().failNext(Fault.UNKNOWN_APPLIED);
        assertThrows(ApiException.class, () -> addNext(bootstrap));
        assertEquals(6, addAll(bootstrap));
        assertEquals(Optional.empty(), missing(bootstrap));
    }

    @Test
    void addNext_withoutTheRootKey_fails() throws Exception {
        Bootstrap bootstrap = bootstrap(settings(CLIENT, OBJECT));
        node.rootKey().setAvailable(false);
        assertThrows(HsmException.class, () -> addNext(bootstrap));
    }

    @Test
    void requireKnownRoles_unknownRole_namesSettingAndNearest() {
        String id = "8a1c6a52-6b1e-4f0a-9d56-3f2f5b1f7a11";
        BootstrapSettings settings =
                new BootstrapSettings(
                        List.of(new VaultSettings("vdb", 90, false)),
                        List.of(
                                new PrincipalSettings(
                                        id,
                                        id,
                                        "Pipeline",
                                        Optional.of(Path.of("secret")),
                                        Optional.empty())),
                        List.of(new AssignmentSettings(id, "Key Vault Secret Officer", "vdb")));
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Bootstrap.requireKnownRoles(settings));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith("bootstrap.roleAssignments: "), message);
        assertTrue(message.contains("'Key Vault Secrets Officer'"), message);
    }
}
