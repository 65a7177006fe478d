package io.strongroom.raft.ratis.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * The flag of a directory that makes the kernel write its entries through: a rename in it has
 * reached the disk when the call returns. What {@code chattr +D} sets; Linux, ext4 and btrfs.
 * Thread-safe.
 */
final class DirectoryFlags {
    /** From linux/fs.h; the same on x86-64 and arm64. */
    private static final long GET_FLAGS = 0x80086601L;

    private static final long SET_FLAGS = 0x40086602L;
    private static final int DIRSYNC = 0x0001_0000;

    /** From fcntl.h: read only, and not inherited by a child. (O_DIRECTORY differs on arm64.) */
    private static final int READ_ONLY_CLOEXEC = 0x80000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            CALL_STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN =
            call(
                    "open",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                    2);
    private static final MethodHandle IOCTL =
            call(
                    "ioctl",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS),
                    2);
    private static final MethodHandle CLOSE =
            call("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), 1);

    private DirectoryFlags() {}

    // Native calls are what this class is for; the JVM is started with --enable-native-access.
    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, FunctionDescriptor shape, int fixedArguments) {
        Linker.Option errno = Linker.Option.captureCallState("errno");
        MemorySegment address = LINKER.defaultLookup().findOrThrow(name);
        return name.equals("close")
                ? LINKER.downcallHandle(address, shape, errno)
                : LINKER.downcallHandle(
                        address, shape, errno, Linker.Option.firstVariadicArg(fixedArguments));
    }

    /**
     * Sets the flag where it is missing and reads it back.
     *
     * @throws IOException when the file system does not take it; errno is in the message
     */
    static void writeThrough(Path dir) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int file = open(arena, state, dir);
            try {
                MemorySegment flags = arena.allocate(ValueLayout.JAVA_LONG);
                control(state, file, GET_FLAGS, flags);
                int present = flags.get(ValueLayout.JAVA_INT, 0);
                if ((present & DIRSYNC) != 0) {
                    return;
                }
                flags.set(ValueLayout.JAVA_INT, 0, present | DIRSYNC);
                control(state, file, SET_FLAGS, flags);
                flags.set(ValueLayout.JAVA_LONG, 0, 0);
                control(state, file, GET_FLAGS, flags);
                if ((flags.get(ValueLayout.JAVA_INT, 0) & DIRSYNC) == 0) {
                    throw new IOException("the flag was taken and is not there");
                }
            } finally {
                close(state, file);
            }
        }
    }

    private static int open(Arena arena, MemorySegment state, Path dir) throws IOException {
        int file;
        try {
            file =
                    (int)
                            OPEN.invokeExact(
                                    state, arena.allocateFrom(dir.toString()), READ_ONLY_CLOEXEC);
        } catch (Throwable e) {
            throw new IOException("open cannot be called", e);
        }
        if (file < 0) {
            throw new IOException("open " + dir + ": errno " + ERRNO.get(state, 0L));
        }
        return file;
    }

    private static void control(MemorySegment state, int file, long request, MemorySegment flags)
            throws IOException {
        int result;
        try {
            result = (int) IOCTL.invokeExact(state, file, request, flags);
        } catch (Throwable e) {
            throw new IOException("ioctl cannot be called", e);
        }
        if (result < 0) {
            throw new IOException("ioctl: errno " + ERRNO.get(state, 0L));
        }
    }

    private static void close(MemorySegment state, int file) throws IOException {
        try {
            int _ = (int) CLOSE.invokeExact(state, file);
        } catch (Throwable e) {
            throw new IOException("close cannot be called", e);
        }
    }
}
