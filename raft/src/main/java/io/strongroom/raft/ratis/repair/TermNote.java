package io.strongroom.raft.ratis.repair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The newest term of a node whose vote file a full disk has emptied, noted while its log ends. The
 * note takes no room on the disk.
 */
final class TermNote {
    /** What file systems hand out. */
    private static final int SIZE = 4096;

    /** The term twice, so that no torn note passes for a whole one. */
    private static final Pattern WHOLE = Pattern.compile("(\\d{1,18}) \\1\\.\\s*");

    private TermNote() {}

    /** Has the file there, without a note; for a log that is about to run. */
    static void clear(LogLocation log) throws IOException {
        file(log).reserve();
        if (read(log).isPresent()) {
            file(log).overwrite(new byte[0]);
        }
    }

    static void write(LogLocation log, long term) throws IOException {
        file(log).overwrite("%d %d.".formatted(term, term).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Empty without a note, or with a torn one. */
    static OptionalLong read(LogLocation log) throws IOException {
        Matcher note = WHOLE.matcher(new String(file(log).read(), StandardCharsets.ISO_8859_1));
        return note.matches()
                ? OptionalLong.of(Long.parseLong(note.group(1)))
                : OptionalLong.empty();
    }

    private static ReservedFile file(LogLocation log) {
        return new ReservedFile(log.termNote(), SIZE);
    }
}
