package io.strongroom.server.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.storage.command.ObjectScope;
import io.strongroom.storage.command.VaultName;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

final class AssignmentIdTest {
    private static String id(Optional<String> object) {
        return AssignmentId.of(
                "aaaaaaaa-0000-0000-0000-00000000000b",
                BuiltInRole.READER,
                new VaultName("vdb"),
                object.map(ObjectScope::of));
    }

    @Test
    void of_theWholeVault_isWhatItWasBeforeThereWereObjects() {
        assertEquals("853c85b4-9b75-3ece-a3f0-fa54c2653b33", id(Optional.empty()));
    }

    @Test
    void of_eachObject_isAnotherWhateverTheCase() {
        List<Optional<String>> scopes =
                List.of(Optional.empty(), Optional.of("keys/a"), Optional.of("secrets/a"));
        assertEquals(3, scopes.stream().map(AssignmentIdTest::id).distinct().count());
        assertEquals(
                1,
                Stream.of("keys/a", "Keys/A")
                        .map(Optional::of)
                        .map(AssignmentIdTest::id)
                        .distinct()
                        .count());
    }
}
