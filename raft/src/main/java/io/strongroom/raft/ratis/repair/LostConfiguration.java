package io.strongroom.raft.ratis.repair;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * Replaces the file with the configuration that a full disk has emptied: Ratis renames what it
 * could not write over the good file, logs that, and goes on. The log might then be purged beyond
 * the entry, and nobody would know the members any more. So each configuration is looked for on
 * disk when it is applied, and one that is not there is noted, which needs no room. A kill between
 * Ratis' attempt and the note leaves none.
 */
public final class LostConfiguration {
    /** Several times what the largest cluster's configuration takes. */
    private static final int SIZE = 16 << 10;

    private static final int HEADER = 2 * Integer.BYTES;

    private LostConfiguration() {}

    /**
     * To be called when Ratis has tried to write it, before anything behind it is applied.
     *
     * @param applied the log's entry, as Ratis writes it
     * @return whether it was not there, and was noted
     * @throws IOException it cannot be noted either: nothing behind it may be applied
     */
    public static boolean note(LogLocation log, LogEntryProto applied) throws IOException {
        if (onDisk(log).filter(applied::equals).isPresent()) {
            forget(log);
            return false;
        }
        byte[] content = applied.toByteArray();
        ByteBuffer note = ByteBuffer.allocate(HEADER + content.length);
        note.putInt(content.length).putInt(checksum(content)).put(content);
        file(log).overwrite(note.array());
        return true;
    }

    /**
     * Puts the noted configuration back where it belongs, unless a later one is there, and makes
     * ready for another note. To be called before the log is opened.
     *
     * @return the index of the configuration; empty when there was nothing to restore
     */
    public static OptionalLong restoreByNote(LogLocation log) throws IOException {
        Optional<LogEntryProto> noted = read(log);
        long there = onDisk(log).map(LogEntryProto::getIndex).orElse(-1L);
        Optional<LogEntryProto> lost = noted.filter(note -> note.getIndex() > there);
        if (lost.isPresent()) {
            Durable.write(log.metaConf(), lost.get().toByteArray());
        }
        file(log).reserve();
        forget(log);
        return lost.isPresent() ? OptionalLong.of(lost.get().getIndex()) : OptionalLong.empty();
    }

    /** What is lost later must not be replaced by what was noted before. */
    private static void forget(LogLocation log) throws IOException {
        if (read(log).isPresent()) {
            file(log).overwrite(new byte[0]);
        }
    }

    /** Empty for none, and for what is none. */
    private static Optional<LogEntryProto> onDisk(LogLocation log) throws IOException {
        try {
            return configuration(Files.readAllBytes(log.metaConf()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<LogEntryProto> read(LogLocation log) throws IOException {
        ByteBuffer note = ByteBuffer.wrap(file(log).read());
        if (note.remaining() != SIZE) {
            return Optional.empty();
        }
        int length = note.getInt();
        int checksum = note.getInt();
        if (length < 0 || length > note.remaining()) {
            return Optional.empty();
        }
        byte[] content = new byte[length];
        note.get(content);
        return checksum == checksum(content) ? configuration(content) : Optional.empty();
    }

    private static Optional<LogEntryProto> configuration(byte[] content) {
        try {
            return Optional.of(LogEntryProto.parseFrom(content))
                    .filter(entry -> entry.getConfigurationEntry().getPeersCount() > 0);
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static int checksum(byte[] content) {
        CRC32C sum = new CRC32C();
        sum.update(content);
        return (int) sum.getValue();
    }

    private static ReservedFile file(LogLocation log) {
        return new ReservedFile(log.configurationNote(), SIZE);
    }
}
