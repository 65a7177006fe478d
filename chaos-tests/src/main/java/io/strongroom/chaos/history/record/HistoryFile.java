package io.strongroom.chaos.history.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.strongroom.chaos.history.History;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what a {@link Recorder} wrote. */
public final class HistoryFile {
    static final JsonMapper JSON = new JsonMapper();

    private HistoryFile() {}

    /**
     * A last line that was cut off, because the recorder's process was killed, is passed over.
     *
     * @throws IOException when the file cannot be read, or a line before the last is no line of a
     *     history
     */
    public static History read(Path file) throws IOException {
        Assembly assembly = new Assembly();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String line = lines.readLine();
            while (line != null) {
                String next = lines.readLine();
                if (!line.isBlank()) {
                    add(line, next == null, assembly);
                }
                line = next;
            }
        }
        return assembly.history();
    }

    private static void add(String text, boolean last, Assembly assembly) throws IOException {
        try {
            assembly.add(JSON.readValue(text, Line.class));
        } catch (JsonProcessingException e) {
            if (!last) {
                throw e;
            }
        }
    }
}
