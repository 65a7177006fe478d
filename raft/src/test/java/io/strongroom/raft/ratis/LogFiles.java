package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.ratis.repair.LogLocation;

import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of one stopped node's log, to be damaged and put back. */
final class LogFiles {
    private static final int HEADER = 8;

    private final LogConfig config;
    private final Map<Path, byte[]> whole = new TreeMap<>();

    LogFiles(LogConfig config) throws IOException {
        this.config = config;
        for (Path file : files()) {
            whole.put(file, Files.readAllBytes(file));
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(config.dataDir())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    void restore() throws IOException {
        for (Path file : files()) {
            if (!whole.containsKey(file)) {
                Files.delete(file);
            }
        }
        for (Map.Entry<Path, byte[]> file : whole.entrySet()) {
            Files.write(file.getKey(), file.getValue());
        }
    }

    LogLocation location() {
        return new LogLocation(config.dataDir(), config.clusterId(), config.nodeId());
    }

    /** All of them, as they were whole. */
    Map<Path, byte[]> whole() {
        return whole;
    }

    List<Path> named(String prefix) {
        return whole.keySet().stream()
                .filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
                .toList();
    }

    Path open() {
        return named("log_inprogress_").getFirst();
    }

    Path closed() {
        return whole.keySet().stream()
                .filter(file -> String.valueOf(file.getFileName()).matches("log_\\d+-\\d+"))
                .findFirst()
                .orElseThrow();
    }

    /** Where the records of a segment begin. */
    static List<Integer> offsets(byte[] segment) throws IOException {
        List<Integer> offsets = new ArrayList<>();
        int offset = HEADER;
        while (offset < segment.length && segment[offset] != 0) {
            offsets.add(offset);
            CodedInputStream in =
                    CodedInputStream.newInstance(segment, offset, segment.length - offset);
            int size = in.readRawVarint32();
            offset += in.getTotalBytesRead() + size + Integer.BYTES;
        }
        return offsets;
    }
}
