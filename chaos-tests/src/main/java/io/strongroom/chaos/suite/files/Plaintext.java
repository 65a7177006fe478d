package io.strongroom.chaos.suite.files;

import io.strongroom.chaos.check.Verdict;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Whether a text that every value carries stands in any file of the nodes: log, database,
 * snapshots, output, settings, dumps of memory. What a program compresses or ciphers is not seen
 * through. Immutable.
 */
public final class Plaintext {
    private static final String CHECK = "no plaintext";
    private static final int BLOCK = 1 << 20;
    private static final int SHOWN = 5;

    private final Forms forms;

    /**
     * Of one run.
     *
     * @param marker ASCII, 16 or more, in every value of the run and nowhere else
     */
    public Plaintext(String marker) {
        forms = new Forms(marker);
    }

    /** Searches all files under the folders; those that vanish meanwhile are left out. */
    public Verdict search(List<Path> folders) {
        List<String> found = new ArrayList<>();
        long bytes = 0;
        long files = 0;
        try {
            for (Path folder : folders) {
                long before = bytes;
                for (Path file : files(folder)) {
                    bytes += search(file, found);
                    files++;
                }
                if (bytes == before) {
                    return Verdict.undecided(CHECK, "there is nothing to search in " + folder);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            return Verdict.undecided(CHECK, "a file could not be searched: " + e);
        }
        String extent = "%,d bytes of %,d files searched".formatted(bytes, files);
        if (!found.isEmpty()) {
            return Verdict.fail(
                    CHECK,
                    "values in %d files: %s (%s)"
                            .formatted(
                                    found.size(),
                                    String.join(
                                            ", ", found.subList(0, Math.min(SHOWN, found.size()))),
                                    extent),
                    List.of());
        }
        return bytes == 0
                ? Verdict.undecided(CHECK, "nothing was searched")
                : Verdict.pass(CHECK, extent);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk =
                Files.find(folder, Integer.MAX_VALUE, (_, a) -> a.isRegularFile())) {
            return walk.sorted().toList();
        }
    }

    private long search(Path file, List<String> found) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Extent extent = new Extent();
            OptionalLong place = extent.search(in);
            if (place.isPresent()) {
                found.add(file + " at byte " + place.getAsLong());
            }
            return extent.bytes;
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    /** One file, block by block, each with the end of the one before. */
    private final class Extent {
        private long bytes;

        OptionalLong search(InputStream in) throws IOException {
            int overlap = forms.longest() - 1;
            byte[] block = new byte[BLOCK + overlap];
            int kept = 0;
            while (true) {
                int read = in.readNBytes(block, kept, block.length - kept);
                int length = kept + read;
                OptionalInt place = forms.in(block, length);
                long begin = bytes - kept;
                bytes += read;
                if (place.isPresent()) {
                    return OptionalLong.of(begin + place.getAsInt());
                }
                if (length < block.length) {
                    return OptionalLong.empty();
                }
                System.arraycopy(block, length - overlap, block, 0, overlap);
                kept = overlap;
            }
        }
    }
}
