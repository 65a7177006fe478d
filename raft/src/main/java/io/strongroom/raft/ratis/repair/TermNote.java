package io.strongroom.raft.ratis.repair;

import io.strongroom.raft.ratis.disk.DurableFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The newest term of a node whose vote file a full disk has emptied, noted while its log ends. The
 * note overwrites bytes that the file already has, which takes no room on the disk.
 */
final class TermNote {
    /** What file systems hand out. */
    private static final int SIZE = 4096;

    /** The term twice, so that no torn note passes for a whole one. */
    private static final Pattern WHOLE = Pattern.compile("(\\d{1,18}) \\1\\.\\s*");

    private TermNote() {}

    /** Has the file there, without a note; for a log that is about to run. */
    static void clear(LogLocation log) throws IOException {
        Path file = log.termNote();
        if (!Files.exists(file) || Files.size(file) != SIZE) {
            DurableFiles.write(file, ".tmp", bytes(""));
        } else if (read(log).isPresent()) {
            overwrite(file, "");
        }
    }

    static void write(LogLocation log, long term) throws IOException {
        overwrite(log.termNote(), "%d %d.".formatted(term, term));
    }

    /** Empty without a note, or with a torn one. */
    static OptionalLong read(LogLocation log) throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(log.termNote());
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
        Matcher note = WHOLE.matcher(new String(content, StandardCharsets.ISO_8859_1));
        return note.matches()
                ? OptionalLong.of(Long.parseLong(note.group(1)))
                : OptionalLong.empty();
    }

    private static void overwrite(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(bytes(text));
            while (bytes.hasRemaining()) {
                channel.write(bytes, bytes.position());
            }
            channel.force(false);
        }
    }

    private static byte[] bytes(String text) {
        return text.concat(" ".repeat(SIZE - text.length())).getBytes(StandardCharsets.ISO_8859_1);
    }
}
