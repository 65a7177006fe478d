package io.strongroom.storage.rocks;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.view.StateView;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Prints what a database of so many secrets of 512 bytes costs: {@code SizeFigures FOLDER SECRETS}.
 * A first run fills the folder, later ones open and read it.
 */
final class SizeFigures {
    private static final int PER_ENTRY = 100;
    private static final int READS = 50_000;

    private final PrintStream out;
    private final Path folder;
    private final int secrets;
    private final Random random = new Random(1);

    private SizeFigures(PrintStream out, Path folder, int secrets) {
        this.out = out;
        this.folder = folder;
        this.secrets = secrets;
    }

    public static void main(String[] args) throws IOException {
        SizeFigures figures =
                new SizeFigures(System.out, Path.of(args[0]), Integer.parseInt(args[1]));
        if (!Files.exists(figures.folder)) {
            figures.fill();
        } else {
            figures.use();
        }
    }

    private void fill() {
        long start = System.nanoTime();
        try (RocksStorage storage = RocksStorage.open(folder)) {
            apply(storage, List.of(Samples.createVault(Samples.VAULT, 90, false)));
            for (int i = 0; i < secrets; i += PER_ENTRY) {
                List<Command> commands = new ArrayList<>();
                for (int j = i; j < Math.min(secrets, i + PER_ENTRY); j++) {
                    commands.add(set(j));
                }
                apply(storage, commands);
            }
            long micros = (System.nanoTime() - start) / 1000;
            out.printf(
                    "fill %d secrets: %d ms, %.1f us each, %d MB on disk%n",
                    secrets, micros / 1000, (double) micros / secrets, storage.sizeBytes() >> 20);
        }
    }

    private void use() throws IOException {
        long start = System.nanoTime();
        try (RocksStorage storage = RocksStorage.open(folder)) {
            out.printf("open: %d ms, %s%n", (System.nanoTime() - start) / 1_000_000, resident());
            read(storage, "first reads");
            read(storage, "later reads");
            start = System.nanoTime();
            int writes = 10_000;
            for (int i = 0; i < writes; i++) {
                apply(storage, List.of(set(random.nextInt(secrets))));
            }
            out.printf(
                    "write, one per entry: %.1f us each, %s%n",
                    (System.nanoTime() - start) / 1e3 / writes, resident());
            read(storage, "reads after writes");
            start = System.nanoTime();
            storage.compact();
            out.printf(
                    "compact: %d ms, %d MB on disk, %s%n",
                    (System.nanoTime() - start) / 1_000_000, storage.sizeBytes() >> 20, resident());
            Path snapshot = Files.createTempDirectory(folder.getParent(), "snapshot");
            start = System.nanoTime();
            storage.stateMachine().writeSnapshot(storage.stateMachine().lastApplied(), snapshot);
            out.printf("snapshot: %d ms%n", (System.nanoTime() - start) / 1_000_000);
            start = System.nanoTime();
            storage.stateMachine().installSnapshot(snapshot);
            out.printf("install: %d ms, %s%n", (System.nanoTime() - start) / 1_000_000, resident());
            FileTree.delete(snapshot);
        }
    }

    private void read(RocksStorage storage, String what) throws IOException {
        long[] nanos = new long[READS];
        for (int i = 0; i < READS; i++) {
            ItemName name = name(random.nextInt(secrets));
            long start = System.nanoTime();
            try (StateView view = storage.view()) {
                if (view.secrets().latest(Samples.VAULT, name).isEmpty()) {
                    throw new IllegalStateException("a secret is missing");
                }
            }
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        out.printf(
                "%s: p50 %.1f us, p99 %.1f us, p99.9 %.1f us, %s%n",
                what,
                nanos[READS / 2] / 1e3,
                nanos[READS / 100 * 99] / 1e3,
                nanos[READS / 1000 * 999] / 1e3,
                resident());
    }

    private Command set(int number) {
        byte[] sealed = new byte[512];
        random.nextBytes(sealed);
        return new Command.SetSecret(
                Samples.VAULT,
                name(number),
                Samples.version(random.nextInt(Integer.MAX_VALUE)),
                Bytes.copyOf(sealed),
                Optional.empty(),
                new TreeMap<>(),
                ItemAttributes.DEFAULT,
                Bytes.copyOf(new byte[32]));
    }

    private static ItemName name(int number) {
        return new ItemName("secret-" + Integer.toHexString(Integer.reverse(number)));
    }

    private void apply(RocksStorage storage, List<Command> commands) {
        LogPosition last = storage.stateMachine().lastApplied();
        List<Envelope> envelopes =
                commands.stream()
                        .map(command -> {
                            UUID id = new UUID(random.nextLong(), random.nextLong());
                            return new Envelope(new RequestId("alice", id), command, 0);
                        })
                        .toList();
        byte[] entry = EntryCodec.encode(new Batch(1, System.currentTimeMillis(), 1, envelopes));
        storage.stateMachine().apply(new LogPosition(1, last.index() + 1), entry);
    }

    private static String resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .map(line -> "resident " + line.replaceAll("\\D", "") + " KB")
                .findFirst()
                .orElse("");
    }
}
