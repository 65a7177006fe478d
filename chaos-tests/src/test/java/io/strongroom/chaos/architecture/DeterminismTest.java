package io.strongroom.chaos.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Set;

/**
 * What may not be in the state machine: anything that differs between replicas, runs or machines.
 */
class DeterminismTest {
    private static final String[] PURE = {
        "io.strongroom.storage.command..",
        "io.strongroom.storage.state..",
        "io.strongroom.storage.table.."
    };

    /**
     * Methods whose answer, or whose order, depends on the machine, the moment or the JVM's run.
     */
    private static final Set<String> FORBIDDEN_CALLS =
            Set.of(
                    "java.lang.System.currentTimeMillis",
                    "java.time.LocalDate.now",
                    "java.lang.System.nanoTime",
                    "java.lang.System.getenv",
                    "java.lang.System.getProperty",
                    "java.lang.System.identityHashCode",
                    "java.util.UUID.randomUUID",
                    "java.util.Locale.getDefault",
                    "java.util.Set.of",
                    "java.util.Set.copyOf",
                    "java.util.Map.of",
                    "java.util.Map.ofEntries",
                    "java.util.Map.copyOf",
                    "java.util.Collection.parallelStream",
                    "java.util.List.parallelStream",
                    "java.util.stream.Stream.parallel",
                    "java.util.stream.Collectors.toSet",
                    "java.util.stream.Collectors.toMap",
                    "java.util.stream.Collectors.groupingBy");

    /** Overloads without a locale take the machine's. */
    private static final List<String> LOCALE_CALLS =
            List.of(
                    "java.lang.String.toLowerCase",
                    "java.lang.String.toUpperCase",
                    "java.lang.String.format",
                    "java.lang.String.formatted");

    private static final JavaClasses PRODUCTION = Production.classes();

    @Test
    void stateMachine_dependsOn_nothingThatVaries() {
        DescribedPredicate<JavaClass> outside =
                resideInAnyPackage(
                        "java.io..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        "java.time..",
                        "java.util.concurrent..",
                        "java.util.random..",
                        "java.security..",
                        "java.text..",
                        "javax..",
                        "org.slf4j..",
                        "org.rocksdb..");
        // A buffer in memory, a hash function and the calendar give the same everywhere.
        DescribedPredicate<JavaClass> harmless =
                type(ByteArrayOutputStream.class)
                        .or(type(MessageDigest.class))
                        .or(type(NoSuchAlgorithmException.class))
                        .or(type(LocalDate.class))
                        .or(type(Period.class))
                        .or(type(DateTimeException.class));
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(outside.and(not(harmless)).and(not(type(Path.class))))
                .check(PRODUCTION);
    }

    /**
     * A snapshot's folder passes through the state machine to the tables. It is named there and
     * nothing more: no entry's effect can depend on a file, since no method of a path is called.
     */
    @Test
    void stateMachine_namesASnapshotsFolder_andOnlyHandsItOn() {
        Set<String> mayName =
                Set.of(
                        "io.strongroom.storage.state.VaultStateMachine",
                        "io.strongroom.storage.table.TableStore");
        noClasses()
                .that(
                        resideInAnyPackage(PURE)
                                .and(
                                        DescribedPredicate.describe(
                                                "have no part in snapshots",
                                                one -> !mayName.contains(one.getName()))))
                .should()
                .dependOnClassesThat(type(Path.class))
                .check(PRODUCTION);
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "is one of a path",
                                call -> call.getTargetOwner().isEquivalentTo(Path.class)))
                .check(PRODUCTION);
    }

    @Test
    void stateMachine_uses_noHashOrderThreadsOrRandomness() {
        DescribedPredicate<JavaClass> varying =
                assignableTo(java.util.HashMap.class)
                        .or(assignableTo(java.util.HashSet.class))
                        .or(assignableTo(java.util.IdentityHashMap.class))
                        .or(assignableTo(java.util.WeakHashMap.class))
                        .or(assignableTo(java.util.Random.class))
                        .or(assignableTo(Thread.class))
                        .as("a hash-ordered collection, a thread or randomness");
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(varying)
                .check(PRODUCTION);
    }

    @Test
    void stateMachine_calls_nothingThatVaries() {
        classes().that().resideInAnyPackage(PURE).should(callNothingForbidden()).check(PRODUCTION);
    }

    @Test
    void stateMachine_has_noFloatingPoint() {
        noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(PURE)
                .should()
                .haveRawType(double.class)
                .orShould()
                .haveRawType(float.class)
                .check(PRODUCTION);
    }

    private static ArchCondition<JavaClass> callNothingForbidden() {
        return new ArchCondition<>("call nothing that varies between replicas") {
            @Override
            public void check(JavaClass one, ConditionEvents events) {
                one.getMethodCallsFromSelf().stream()
                        .filter(DeterminismTest::forbidden)
                        .forEach(call ->
                                events.add(
                                        SimpleConditionEvent.violated(one, call.getDescription())));
            }
        };
    }

    private static boolean forbidden(JavaMethodCall call) {
        String name = call.getTargetOwner().getName() + "." + call.getName();
        if (FORBIDDEN_CALLS.contains(name)) {
            return true;
        }
        boolean takesLocale =
                call.getTarget().getRawParameterTypes().stream()
                        .anyMatch(type -> type.getName().equals("java.util.Locale"));
        boolean floats =
                call.getTarget().getRawReturnType().getName().equals("double")
                        || call.getTarget().getRawReturnType().getName().equals("float");
        return floats || (LOCALE_CALLS.contains(name) && !takesLocale);
    }
}
