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
import java.util.stream.Stream;

/**
 * Whether a text that every value carries stands in any file of the nodes: log, database,
 * snapshots, output, settings, dumps of memory. What a program compresses or ciphers is not seen
 * through: so it looks for another text too, which is no secret and has to be found. Immutable.
 */
public final class Plaintext {
    private static final String CHECK = "no plaintext";
    private static final int BLOCK = 1 << 20;
    private static final int SHOWN = 5;

    private final Forms secret;
    private final Forms control;

    /** What was found so far. */
    private static final class Findings {
        private final List<String> secrets = new ArrayList<>();
        private boolean control;
        private long bytes;
        private long files;
    }

    /**
     * Of one run.
     *
     * @param marker ASCII, 16 or more, in every value of the run and nowhere else
     * @param control likewise, in something that every node stores as it is, such as a name
     */
    public Plaintext(String marker, String control) {
        secret = new Forms(marker);
        this.control = new Forms(control);
    }

    /** Searches all files under the folders; those that vanish meanwhile are left out. */
    public Verdict search(List<Path> folders) {
        Findings all = new Findings();
        String blind = null;
        try {
            for (Path folder : folders) {
                all.control = false;
                for (Path file : files(folder)) {
                    search(file, all);
                }
                if (!all.control) {
                    blind = "what has to be there was not found either in " + folder;
                }
            }
        } catch (IOException | UncheckedIOException e) {
            blind = "a file could not be searched: " + e;
        }
        String extent = "%,d bytes of %,d files searched".formatted(all.bytes, all.files);
        if (!all.secrets.isEmpty()) {
            List<String> shown = all.secrets.subList(0, Math.min(SHOWN, all.secrets.size()));
            return Verdict.fail(
                    CHECK,
                    "values in %d files: %s (%s)"
                            .formatted(all.secrets.size(), String.join(", ", shown), extent),
                    List.of());
        }
        if (blind == null && all.bytes == 0) {
            blind = "nothing was searched";
        }
        return blind == null ? Verdict.pass(CHECK, extent) : Verdict.undecided(CHECK, blind);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk =
                Files.find(folder, Integer.MAX_VALUE, (_, file) -> file.isRegularFile())) {
            return walk.sorted().toList();
        }
    }

    /** Block by block, each with the end of the one before. */
    private void search(Path file, Findings all) throws IOException {
        int overlap = Math.max(secret.longest(), control.longest()) - 1;
        byte[] block = new byte[BLOCK + overlap];
        try (InputStream in = Files.newInputStream(file)) {
            all.files++;
            int kept = 0;
            long begin = 0;
            boolean found = false;
            boolean more = true;
            while (more) {
                int read = in.readNBytes(block, kept, block.length - kept);
                int length = kept + read;
                all.bytes += read;
                OptionalInt place = found ? OptionalInt.empty() : secret.in(block, length);
                if (place.isPresent()) {
                    found = true;
                    all.secrets.add(file + " at byte " + (begin + place.getAsInt()));
                }
                all.control = all.control || control.in(block, length).isPresent();
                more = length == block.length;
                if (more) {
                    System.arraycopy(block, length - overlap, block, 0, overlap);
                    kept = overlap;
                    begin += length - overlap;
                }
            }
        } catch (NoSuchFileException gone) {
            // A log or a table that the node has just replaced.
        }
    }
}
