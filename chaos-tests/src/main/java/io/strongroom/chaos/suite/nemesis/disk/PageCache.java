package io.strongroom.chaos.suite.nemesis.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The pages of a folder's files as the kernel has them in memory, which can be read when the file
 * system itself answers nothing any more. What is written after this was opened is seen in it, but
 * for what makes a file longer. For one thread.
 */
final class PageCache implements AutoCloseable {
    /** Written by RocksDB for people, and its library, made anew at each start: never forced. */
    private static final Pattern OF_NO_USE = Pattern.compile("native/.*|(.*/)?LOG");

    private final Arena arena = Arena.ofConfined();
    private final Map<String, MemorySegment> byFile = new HashMap<>();

    private PageCache() {}

    /** Of the files that were changed after this time, in milliseconds since 1970. */
    static PageCache open(Path folder, long sinceMillis) throws IOException {
        PageCache made = new PageCache();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.toList()) {
                made.map(folder, file, sinceMillis);
            }
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void map(Path folder, Path file, long sinceMillis) throws IOException {
        try {
            if (!Files.isRegularFile(file)
                    || OF_NO_USE.matcher(folder.relativize(file).toString()).matches()
                    || Files.size(file) == 0
                    || Files.getLastModifiedTime(file).toMillis() < sinceMillis) {
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                MemorySegment pages =
                        channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
                // From now on they are in memory.
                var _ = checksums(pages);
                byFile.put(folder.relativize(file).toString(), pages);
            }
        } catch (NoSuchFileException gone) {
            // The node that runs has removed it: then there is nothing of it to lose.
            byFile.remove(folder.relativize(file).toString());
        }
    }

    /** What they hold now. A file that was cut off meanwhile is left out. */
    Pages read() {
        Map<String, List<Long>> found = new HashMap<>();
        byFile.forEach((name, pages) -> {
            try {
                found.put(name, checksums(pages));
            } catch (InternalError cutOff) {
                // So the JVM tells of pages that are gone.
                found.remove(name);
            }
        });
        return new Pages(found);
    }

    private static List<Long> checksums(MemorySegment pages) {
        List<Long> sums = new ArrayList<>();
        for (long at = 0; at < pages.byteSize(); at += Pages.PAGE) {
            long length = Math.min(Pages.PAGE, pages.byteSize() - at);
            sums.add(Pages.checksum(pages.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE)));
        }
        return sums;
    }

    @Override
    public void close() {
        arena.close();
    }
}
