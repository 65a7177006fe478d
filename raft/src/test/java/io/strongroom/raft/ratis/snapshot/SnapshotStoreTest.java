package io.strongroom.raft.ratis.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogPosition;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

class SnapshotStoreTest {
    private static final LogPosition FIRST = new LogPosition(1, 10);
    private static final LogPosition SECOND = new LogPosition(2, 20);

    /** What a power cut, a disk or a broken transfer can do to a snapshot. */
    enum Damage {
        FILE_MISSING {
            @Override
            void to(Path snapshot) throws IOException {
                Files.delete(snapshot.resolve("state/big"));
            }
        },
        EMPTY_FILE_MISSING {
            @Override
            void to(Path snapshot) throws IOException {
                Files.delete(snapshot.resolve("state/sub/empty"));
            }
        },
        FILE_TRUNCATED {
            @Override
            void to(Path snapshot) throws IOException {
                Files.writeString(snapshot.resolve("state/big"), "0123");
            }
        },
        FILE_ZEROED {
            @Override
            void to(Path snapshot) throws IOException {
                Files.write(snapshot.resolve("state/big"), new byte[10]);
            }
        },
        BIT_FLIPPED {
            @Override
            void to(Path snapshot) throws IOException {
                Files.writeString(snapshot.resolve("state/big"), "0123456788");
            }
        },
        FILE_ADDED {
            @Override
            void to(Path snapshot) throws IOException {
                Files.writeString(snapshot.resolve("state/more"), "x");
            }
        },
        STATE_MISSING {
            @Override
            void to(Path snapshot) throws IOException {
                Durably.deleteTree(snapshot.resolve("state"));
            }
        },
        MANIFEST_MISSING {
            @Override
            void to(Path snapshot) throws IOException {
                Files.delete(snapshot.resolve("manifest"));
            }
        },
        MANIFEST_EMPTY {
            @Override
            void to(Path snapshot) throws IOException {
                Files.writeString(snapshot.resolve("manifest"), "");
            }
        },
        MANIFEST_TRUNCATED {
            @Override
            void to(Path snapshot) throws IOException {
                String text = Files.readString(snapshot.resolve("manifest"));
                Files.writeString(snapshot.resolve("manifest"), text.substring(0, 60));
            }
        },
        POSITION_CHANGED {
            @Override
            void to(Path snapshot) throws IOException {
                String text = Files.readString(snapshot.resolve("manifest"));
                Files.writeString(
                        snapshot.resolve("manifest"),
                        text.replace("position 2 20", "position 2 21"));
            }
        };

        abstract void to(Path snapshot) throws IOException;
    }

    @TempDir private Path root;
    private SnapshotStore store;

    @BeforeEach
    void open() throws IOException {
        store = new SnapshotStore(root);
        store.open();
    }

    @Test
    void publish_ofAState_isFoundAgainAndTheManifestIsSentLast() throws IOException {
        make(FIRST);
        assertEquals(Optional.of(FIRST), store.latestPosition());
        SnapshotStore again = reopened();
        assertEquals(Optional.of(FIRST), again.latestPosition());
        assertEquals(
                "0123456789", Files.readString(again.latestState().orElseThrow().resolve("big")));
        List<String> sent =
                Objects.requireNonNull(again.getLatestSnapshot()).getFiles().stream()
                        .map(file -> root.resolve("snapshots").relativize(file.getPath()))
                        .map(Path::toString)
                        .toList();
        assertEquals(
                List.of("snap-1_10/state/big", "snap-1_10/state/sub/empty", "snap-1_10/manifest"),
                sent);
    }

    @ParameterizedTest
    @EnumSource
    void open_withADamagedSnapshot_removesItAndKeepsTheOneBefore(Damage damage) throws IOException {
        make(FIRST);
        make(SECOND);
        damage.to(root.resolve("snapshots/snap-2_20"));
        assertEquals(Optional.of(FIRST), reopened().latestPosition());
        assertFalse(Files.exists(root.resolve("snapshots/snap-2_20")));
    }

    @ParameterizedTest
    @EnumSource
    void accept_ofADamagedSnapshot_refusesItAndLeavesOurs(Damage damage) throws IOException {
        make(FIRST);
        damage.to(receive(SECOND));
        assertThrows(IOException.class, store::accept);
        assertEquals(List.of(), Durably.list(root.resolve("incoming")));
        assertEquals(Optional.of(FIRST), store.latestPosition());
        make(SECOND);
        assertEquals(Optional.of(SECOND), store.latestPosition(), "publishing is not held up");
    }

    @Test
    void accept_ofAnIntactSnapshot_takesOnlyThatOne() throws IOException {
        make(FIRST);
        // An earlier transfer that broke off.
        Files.createDirectories(root.resolve("incoming/snapshot-0/snap-1_15/state"));
        Path received = receive(SECOND);
        store.accept();
        assertEquals(List.of(received.getParent()), Durably.list(root.resolve("incoming")));
        make(new LogPosition(1, 19));
        assertEquals(Optional.of(FIRST), store.latestPosition(), "not while it is replaced");
        replace(received);
        assertEquals(Optional.of(SECOND), store.installed());
        assertFalse(Files.exists(root.resolve("snapshots/snap-2_20/state/big.md5")));
    }

    @Test
    void installed_whenTheDiskHasDamagedIt_isEmpty() throws IOException {
        Path received = receive(SECOND);
        store.accept();
        replace(received);
        Damage.FILE_TRUNCATED.to(root.resolve("snapshots/snap-2_20"));
        assertEquals(Optional.empty(), store.installed());
    }

    @Test
    void open_betweenTheTwoMovesOfARatisInstall_goesBackToOurs() throws IOException {
        make(FIRST);
        receive(SECOND);
        Files.move(root.resolve("snapshots"), root.resolve("snapshots.tmp.20260101"));
        assertEquals(Optional.of(FIRST), reopened().latestPosition());
        assertEquals(List.of(), Durably.list(root.resolve("incoming")));
        assertFalse(Files.exists(root.resolve("snapshots.tmp.20260101")));
    }

    @Test
    void open_beforeTheOldFolderIsRemoved_goesOnWithTheNew() throws IOException {
        make(FIRST);
        Path received = receive(SECOND);
        store.accept();
        replace(received);
        assertEquals(Optional.of(SECOND), reopened().latestPosition());
        assertEquals(
                List.of("incoming", "making", "snapshots"),
                Durably.list(root).stream().map(Durably::name).toList());
    }

    @Test
    void open_withAHalfMadeSnapshot_removesIt() throws IOException {
        Files.writeString(store.begin().resolve("big"), "half");
        SnapshotStore again = reopened();
        assertEquals(Optional.empty(), again.latestPosition());
        assertEquals(List.of(), Durably.list(root.resolve("making")));
    }

    @Test
    void retain_withThree_keepsTwoAndWhatIsBeingSent() throws IOException {
        make(FIRST);
        Objects.requireNonNull(store.getLatestSnapshot()).getFiles();
        make(SECOND);
        make(new LogPosition(2, 30));
        store.retain();
        assertEquals(10, store.oldestIndex());
        SnapshotStore again = reopened();
        again.retain();
        assertEquals(20, again.oldestIndex());
        again.retainNewestOnly();
        assertEquals(30, again.oldestIndex());
        assertTrue(Files.exists(root.resolve("snapshots/snap-2_30")));
        assertFalse(Files.exists(root.resolve("snapshots/snap-2_20")));
    }

    private SnapshotStore reopened() throws IOException {
        SnapshotStore again = new SnapshotStore(root);
        again.open();
        return again;
    }

    private void make(LogPosition position) throws IOException {
        fill(store.begin());
        store.publish(position);
    }

    private static void fill(Path state) throws IOException {
        Files.writeString(state.resolve("big"), "0123456789");
        Files.createFile(Files.createDirectories(state.resolve("sub")).resolve("empty"));
    }

    /** As Ratis leaves it after the last chunk, with its files of MD5 sums. */
    private Path receive(LogPosition position) throws IOException {
        Path folder =
                root.resolve("incoming/snapshot-1").resolve(StoredSnapshot.folderName(position));
        fill(Files.createDirectories(folder.resolve("state")));
        Manifest.describe(position, folder).write(folder);
        Files.writeString(folder.resolve("state/big.md5"), "x");
        Files.writeString(folder.resolve("state/sub/empty.md5"), "x");
        Files.writeString(folder.resolve("manifest.md5"), "x");
        return folder;
    }

    /** Ratis' two moves. */
    private void replace(Path received) throws IOException {
        Files.move(root.resolve("snapshots"), root.resolve("snapshots.tmp.20260102"));
        Files.move(received.getParent(), root.resolve("snapshots"));
    }
}
