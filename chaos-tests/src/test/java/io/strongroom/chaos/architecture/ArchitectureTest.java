package io.strongroom.chaos.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The arrows of docs/ARCHITECTURE.md. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private static final String OURS = "io.strongroom..";
    private static final String GENERATED = "io.strongroom.storage.proto..";
    private JavaClasses production = Production.classes();

    @BeforeAll
    void importsEveryModule() {
        for (String module : new String[] {"raft", "storage", "hsm", "client", "server"}) {
            String packageName = "io.strongroom." + module;
            if (production.stream()
                    .noneMatch(one -> one.getPackageName().startsWith(packageName))) {
                throw new IllegalStateException("no class of " + packageName + " was imported");
            }
        }
    }

    @Test
    void raft_dependsOn_noOtherModule() {
        onlyOwn("io.strongroom.raft..");
    }

    @Test
    void hsm_dependsOn_noOtherModule() {
        onlyOwn("io.strongroom.hsm..");
    }

    @Test
    void client_dependsOn_noOtherModule() {
        onlyOwn("io.strongroom.client..");
    }

    @Test
    void storage_dependsOn_raftOnly() {
        onlyOwn("io.strongroom.storage..", "io.strongroom.raft");
    }

    @Test
    void server_seesOfTheClient_onlyTheWire() {
        // A command that asks another node for the root key is a client beside its own HSM.
        noClasses()
                .that()
                .resideInAPackage("io.strongroom.server..")
                .and()
                .resideOutsideOfPackage("io.strongroom.server.ceremony")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.strongroom.client..")
                                .and(not(resideInAPackage("io.strongroom.client.api"))))
                .check(production);
    }

    @Test
    void server_seesOfTheLog_onlyThePortExceptWhereItIsWired() {
        String log = "io.strongroom.raft.ratis..";
        String repair = "io.strongroom.raft.ratis.repair";
        noClasses()
                .that()
                .resideInAPackage("io.strongroom.server.*..")
                .should()
                .dependOnClassesThat(resideInAPackage(log).and(not(resideInAPackage(repair))))
                .check(production);
        // Commands on a stopped node's files have no running log to ask.
        noClasses()
                .that()
                .resideInAPackage("io.strongroom.server.*..")
                .and()
                .resideOutsideOfPackage("io.strongroom.server.offline")
                .should()
                .dependOnClassesThat(resideInAPackage(repair))
                .check(production);
    }

    @Test
    void wire_dependsOn_nothing() {
        noClasses()
                .that()
                .resideInAPackage("io.strongroom.client.api")
                .should()
                .dependOnClassesThat(
                        not(
                                resideInAnyPackage(
                                        "io.strongroom.client.api",
                                        "java..",
                                        "org.jspecify.annotations")))
                .check(production);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("io.strongroom.(**)").should().beFreeOfCycles().check(production);
    }

    @Test
    void libraries_areImportedOnlyByTheirOwners() {
        onlyIn("org.apache.ratis..", "io.strongroom.raft.ratis..");
        onlyIn("org.rocksdb..", "io.strongroom.storage.rocks..");
        onlyIn("com.google.protobuf..", "io.strongroom.storage.codec..");
        onlyIn("org.xipki..", "io.strongroom.hsm.pkcs11..");
        onlyIn("com.linecorp.armeria..", "io.strongroom.server.http..");
        onlyIn("com.nimbusds..", "io.strongroom.server.auth..", "io.strongroom.hsm.escrow");
        onlyIn("io.micrometer..", "io.strongroom.server.telemetry..");
        onlyIn("com.azure..", "io.strongroom.client.azure..");
    }

    @Test
    void storage_cannotDecrypt() {
        noClasses()
                .that()
                .resideInAPackage("io.strongroom.storage..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.crypto..", "org.bouncycastle..")
                .check(production);
    }

    @Test
    void javaObjectStreams_areUsedNowhere() {
        noClasses()
                .that()
                .resideInAPackage(OURS)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectOutputStream")
                .check(production);
    }

    @Test
    void classes_extendNoClassOfOurs() {
        classes()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackage(GENERATED)
                .should(extendNoClassOfOurs())
                .check(production);
    }

    @Test
    void packages_areNullMarked() {
        classes()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackage(GENERATED)
                .should(beInANullMarkedPackage())
                .check(production);
    }

    private void onlyOwn(String own, String... alsoAllowed) {
        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(
                        resideInAPackage(OURS)
                                .and(not(resideInAPackage(own)))
                                .and(not(resideInAnyPackage(alsoAllowed))))
                .check(production);
    }

    private void onlyIn(String library, String... owners) {
        noClasses()
                .that(
                        resideInAPackage(OURS)
                                .and(not(resideInAnyPackage(owners)))
                                .and(not(resideInAPackage(GENERATED))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(production);
    }

    private static ArchCondition<JavaClass> extendNoClassOfOurs() {
        DescribedPredicate<JavaClass> ours = resideInAPackage(OURS);
        return new ArchCondition<>("extend no class of ours") {
            @Override
            public void check(JavaClass one, ConditionEvents events) {
                boolean extendsOurs = one.getRawSuperclass().filter(ours).isPresent();
                // A constant with a body is a subclass of its enum.
                boolean constant = one.getRawSuperclass().filter(JavaClass::isEnum).isPresent();
                if (extendsOurs && !constant) {
                    events.add(
                            SimpleConditionEvent.violated(
                                    one, one.getName() + " extends a class of ours"));
                }
            }
        };
    }

    private static ArchCondition<JavaClass> beInANullMarkedPackage() {
        return new ArchCondition<>("be in a @NullMarked package") {
            @Override
            public void check(JavaClass one, ConditionEvents events) {
                if (!one.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(
                            SimpleConditionEvent.violated(
                                    one, one.getPackageName() + " is not @NullMarked"));
                }
            }
        };
    }
}
