package io.strongroom.storage.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.fake.Samples;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The bytes of every command as released. A failure here means that nodes of two versions would
 * read one log differently: a file is never edited, a new form of a command gets a new field. With
 * the system property {@code strongroom.writeGolden} set, files that are missing are written.
 */
final class GoldenFileTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @Test
    void encode_everyKindOfCommand_givesTheBytesOfItsGoldenFile() throws IOException {
        TreeMap<String, StringBuilder> lines = new TreeMap<>();
        for (Command command : Samples.commands()) {
            lines.computeIfAbsent(command.getClass().getSimpleName(), _ -> new StringBuilder())
                    .append(hex(batch(command)))
                    .append('\n');
        }
        lines.put("EmptyBatch", new StringBuilder(hex(empty())).append('\n'));
        TreeSet<String> names = new TreeSet<>(lines.keySet());
        for (Class<?> kind : Command.class.getPermittedSubclasses()) {
            names.add(kind.getSimpleName());
        }
        for (String name : names) {
            Path file = GOLDEN.resolve(name + ".hex");
            String actual = String.valueOf(lines.get(name));
            if (Boolean.getBoolean("strongroom.writeGolden") && !Files.exists(file)) {
                Files.writeString(file, actual);
            }
            assertEquals(Files.readString(file), actual, name);
        }
    }

    @Test
    void decode_everyGoldenFile_givesTheCommandsBack() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        for (Command command : Samples.commands()) {
            String name = command.getClass().getSimpleName();
            List<Batch> golden =
                    Files.readAllLines(GOLDEN.resolve(name + ".hex")).stream()
                            .map(line -> EntryCodec.decode(HexFormat.of().parseHex(line)))
                            .toList();
            assertEquals(true, golden.contains(batch(command)), name);
            found.add(name);
        }
        assertEquals(Command.class.getPermittedSubclasses().length, found.size());
    }

    @Test
    void decode_emptyBatchesFile_givesItBack() throws IOException {
        String golden = Files.readString(GOLDEN.resolve("EmptyBatch.hex")).strip();
        assertEquals(empty(), EntryCodec.decode(HexFormat.of().parseHex(golden)));
    }

    private static String hex(Batch batch) {
        return HexFormat.of().formatHex(EntryCodec.encode(batch));
    }

    /** As an idle node proposes it, to tell the time and its version. */
    private static Batch empty() {
        return new Batch(3, 1_750_000_000_000L, 2, List.of());
    }

    private static Batch batch(Command command) {
        RequestId id = new RequestId("6c1d", new UUID(0x1111111111111111L, 0x2222222222222222L));
        return new Batch(2, 1_750_000_000_000L, 1, List.of(new Envelope(id, command, 7)));
    }
}
