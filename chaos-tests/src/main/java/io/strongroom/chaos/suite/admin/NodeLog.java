package io.strongroom.chaos.suite.admin;

import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a node has written since a moment.
 *
 * @param from the length of the file at that moment
 */
public record NodeLog(Path file, long from) {
    /** From now on. */
    public static NodeLog since(Host host) throws StageException {
        Path file = host.folder().resolve("node.log");
        try {
            return new NodeLog(file, Files.exists(file) ? Files.size(file) : 0);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * How often it told of an event.
     *
     * @param event the beginning of its name
     */
    public long count(String event) throws StageException {
        return lines().stream().filter(line -> line.contains(" event=" + event)).count();
    }

    public List<String> lines() throws StageException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(open.length() - from)];
            open.seek(from);
            open.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static StageException unreadable(Path file, IOException e) {
        return new StageException(file + " cannot be read: " + e, e);
    }
}
