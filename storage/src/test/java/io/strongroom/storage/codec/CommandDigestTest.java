package io.strongroom.storage.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.fake.SampleKeys;
import io.strongroom.storage.fake.Samples;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

final class CommandDigestTest {
    @Test
    void of_differentCommands_differs() {
        List<Command> all = Samples.commands();
        assertEquals(
                all.size(), all.stream().map(CommandDigest::of).collect(Collectors.toSet()).size());
    }

    @Test
    void of_retryOfSetSecretThroughAnotherNode_isTheSame() {
        Command.SetSecret first = Samples.set(Samples.DB, 1);
        Command.SetSecret second = Samples.set(Samples.DB, 2);
        assertEquals(digest(first), digest(valued(second, first.valueDigest())));
        assertNotEquals(digest(first), digest(second));
    }

    @Test
    void of_retryOfRestoreThroughAnotherNode_isTheSame() {
        assertEquals(digest(restore(1, "blob")), digest(restore(2, "blob")));
        assertNotEquals(digest(restore(1, "blob")), digest(restore(1, "other blob")));
    }

    @Test
    void of_retryOfANewKeyThroughAnotherNode_isTheSame() {
        assertEquals(digest(SampleKeys.add(1)), digest(SampleKeys.add(2)));
        Command taken = SampleKeys.addWithEverything(1);
        assertEquals(digest(taken), digest(SampleKeys.addWithEverything(2)));
        assertNotEquals(digest(SampleKeys.add(1)), digest(taken));
    }

    @Test
    void of_retryOfARotationAfterItWasDone_isTheSame() {
        assertEquals(digest(SampleKeys.rotate(2)), digest(SampleKeys.rotate(3)));
        assertNotEquals(digest(SampleKeys.rotate(2)), digest(SampleKeys.rotateIfDue(2)));
        assertNotEquals(digest(SampleKeys.rotate(2)), digest(SampleKeys.add(2)));
    }

    @Test
    void of_updates_coversEveryMember() {
        assertNotEquals(
                digest(Samples.update(Samples.DB, Optional.of(""))),
                digest(Samples.update(Samples.DB, Optional.empty())));
    }

    private static Bytes digest(Command command) {
        return CommandDigest.of(command);
    }

    private static Command valued(Command.SetSecret set, Bytes valueDigest) {
        return new Command.SetSecret(
                set.vault(),
                set.name(),
                set.version(),
                set.sealedValue(),
                set.contentType(),
                set.tags(),
                set.attributes(),
                valueDigest);
    }

    private static Command restore(int version, String blob) {
        SecretVersion only = Samples.stored(Samples.DB, version);
        return new Command.RestoreSecret(
                Samples.VAULT, Samples.DB, List.of(only), Samples.bytes(blob));
    }
}
