package io.strongroom.storage.rocks;

import org.rocksdb.NativeLibraryLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where RocksDB's native code is unpacked. By default that is a new file in the system's temp
 * folder at every start, 17 MB that stay there whenever a process is killed or halted. In a folder
 * of the node's own it is one file, replaced by each start.
 */
public final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    private NativeLibrary() {}

    /**
     * Loads it from this folder, unless this process has loaded it before. To be called before a
     * database is opened. Where that fails (a full disk, a file system mounted {@code noexec}) the
     * temp folder is used after all.
     *
     * @param folder of this node alone; made when it is not there
     */
    public static void loadFrom(Path folder) {
        try {
            Files.createDirectories(folder);
            // A process that still runs keeps the file that it has mapped.
            NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("reason", e.toString())
                    .log("native_library_in_temp_folder");
            remove(folder);
        }
    }

    /** Half a library is of no use, and takes room where there may be none. */
    private static void remove(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("leftover_not_removed");
        }
    }
}
