package io.strongroom.hsm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The whole memory of another process: its heap, its stacks, and what native code has there. */
public record ProcessMemory(long pid) {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int STARTS = 1 << 16;

    /** How often it is there. */
    public int copies(byte[] wanted) throws IOException {
        return copies(List.of(wanted))[0];
    }

    /** How often each of them is there, in their order; each is two bytes long or longer. */
    public int[] copies(List<byte[]> wanted) throws IOException {
        Search search = Search.of(wanted);
        Path maps = Path.of("/proc/" + pid + "/maps");
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
            for (String line : Files.readAllLines(maps, StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split("[ -]+", 4);
                if (fields[2].startsWith("r") && !line.endsWith("[vvar]")) {
                    long from = Long.parseUnsignedLong(fields[0], 16);
                    long to = Long.parseUnsignedLong(fields[1], 16);
                    if (from >= 0) { // Else it is the kernel's page.
                        search.mapping(memory, from, to);
                    }
                }
            }
        }
        return search.found();
    }

    /**
     * One pass for all that is wanted.
     *
     * @param starting which of them begin with a pair of bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a record.
    private record Search(List<byte[]> wanted, List<List<Integer>> starting, int[] found) {
        static Search of(List<byte[]> wanted) {
            List<List<Integer>> starting = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) {
                starting.add(List.of());
            }
            for (int i = 0; i < wanted.size(); i++) {
                int start = start(wanted.get(i), 0);
                List<Integer> more = new ArrayList<>(starting.get(start));
                more.add(i);
                starting.set(start, more);
            }
            return new Search(wanted, starting, new int[wanted.size()]);
        }

        private static int start(byte[] bytes, int at) {
            return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
        }

        void mapping(RandomAccessFile memory, long from, long to) throws IOException {
            int longest = wanted.stream().mapToInt(one -> one.length).max().orElseThrow();
            byte[] chunk = new byte[CHUNK_BYTES];
            long at = from;
            while (at < to) {
                memory.seek(at);
                int read;
                try {
                    read = memory.read(chunk, 0, (int) Math.min(CHUNK_BYTES, to - at));
                } catch (IOException e) {
                    return; // A mapping of a file beyond its end.
                }
                if (read <= 0) {
                    return;
                }
                // Those that begin later are in the next chunk, so that none is missed that lies
                // across, and none is counted twice.
                int begin = at + read < to && read > longest ? read - longest + 1 : read;
                chunk(chunk, begin, read);
                at += begin;
            }
        }

        private void chunk(byte[] chunk, int begin, int read) {
            for (int i = 0; i < begin && i + 1 < read; i++) {
                for (int candidate : starting.get(start(chunk, i))) {
                    byte[] one = wanted.get(candidate);
                    int end = i + one.length;
                    if (end <= read && Arrays.equals(chunk, i, end, one, 0, one.length)) {
                        found[candidate]++;
                    }
                }
            }
        }
    }
}
