package io.strongroom.hsm.software;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.UnrecoverableKeyException;
import java.util.Set;

/**
 * One root key in one file: a PKCS#12 key store and, behind it, a checksum. Without the checksum
 * PKCS#12 cannot tell a damaged file from a wrong passphrase, and an operator in trouble must know
 * which it is. Tools that read PKCS#12 stop before the checksum; a file that such a tool has
 * rewritten has none and opens all the same.
 */
final class KeyStoreFile {
    private final Path file;

    KeyStoreFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * Writes a new file of mode 0600, forced to disk with its directory entry.
     *
     * @throws HsmException of kind CONFIGURATION when it exists or cannot be written
     */
    void create(byte[] key, char[] passphrase) throws HsmException {
        Path partial = file.resolveSibling(file.getFileName() + ".new");
        byte[] content = Checksum.append(encode(key, passphrase));
        try (FileChannel channel = createExclusively(partial)) {
            // The partial file is held exclusively, so two creators cannot both pass this check.
            if (Files.exists(file)) {
                Files.delete(partial);
                throw exists(file);
            }
            ByteBuffer remaining = ByteBuffer.wrap(content);
            while (remaining.hasRemaining()) {
                channel.write(remaining);
            }
            channel.force(true);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            forceDirectory();
        } catch (FileAlreadyExistsException e) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "another creation of "
                            + file
                            + " is under way or was cut short: if none is running, delete "
                            + partial
                            + " (its key was never used) and try again",
                    e);
        } catch (IOException e) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "cannot write the key store " + file + ": " + e + "; check directory and disk",
                    e);
        }
    }

    private static FileChannel createExclusively(Path partial) throws IOException {
        return FileChannel.open(
                partial,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private void forceDirectory() throws IOException {
        // A rename outlives a power cut only once its directory is on disk (reliability finding
        // F7).
        Path directory = file.getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static HsmException exists(Path file) {
        return new HsmException(
                Kind.CONFIGURATION,
                "the key store "
                        + file
                        + " exists and is not overwritten: without its key, everything sealed under"
                        + " it is lost; choose another file or move it away yourself");
    }

    /**
     * The key, for the caller to wipe.
     *
     * @throws HsmException of kind CONFIGURATION when the file is missing, unreadable or damaged,
     *     or the passphrase is wrong
     */
    byte[] read(char[] passphrase) throws HsmException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "there is no key store at "
                            + file
                            + ": correct the configured path, copy the file from another node, or"
                            + " create one if this is a new cluster",
                    e);
        } catch (IOException e) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "cannot read the key store " + file + ": " + e + "; check its permissions",
                    e);
        }
        Checksum.Checked checked = Checksum.check(content);
        if (checked.state() == Checksum.State.WRONG) {
            throw damaged("its checksum does not match", null);
        }
        try {
            return Pkcs12.decode(checked.content(), passphrase);
        } catch (UnrecoverableKeyException e) {
            boolean undamaged = checked.state() == Checksum.State.RIGHT;
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "wrong passphrase for the key store "
                            + file
                            + (undamaged ? " (the file itself is undamaged)" : ", or it is damaged")
                            + ": give the one that it was created with",
                    e);
        } catch (IOException e) {
            throw damaged(String.valueOf(e.getMessage()), e);
        }
    }

    private HsmException damaged(String how, @Nullable Throwable cause) {
        String message =
                "the key store "
                        + file
                        + " is damaged ("
                        + how
                        + "): restore it from a backup or copy it from another node, which holds"
                        + " the same root key";
        return cause == null
                ? new HsmException(Kind.CONFIGURATION, message)
                : new HsmException(Kind.CONFIGURATION, message, cause);
    }

    private byte[] encode(byte[] key, char[] passphrase) throws HsmException {
        try {
            return Pkcs12.encode(key, passphrase);
        } catch (IOException e) {
            throw new HsmException(
                    Kind.CONFIGURATION, "cannot encode the key store " + file + ": " + e, e);
        }
    }
}
