package io.strongroom.chaos.suite.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a node prints, over all its starts.
 *
 * @param file may not be there yet
 */
public record NodeLog(Path file) {
    /** Where it ends now, for {@link #since}. */
    public long end() {
        return file.toFile().length();
    }

    /** The lines that were printed from there on. */
    public List<String> since(long end) throws StageException {
        try {
            byte[] all = Files.readAllBytes(file);
            int from = (int) Math.min(end, all.length);
            return new String(all, from, all.length - from, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new StageException("a node's log cannot be read: " + e, e);
        }
    }
}
