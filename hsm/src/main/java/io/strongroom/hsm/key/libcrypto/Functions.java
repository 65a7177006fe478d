package io.strongroom.hsm.key.libcrypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** Finds functions of the system's libcrypto and calls them. Thread-safe. */
@SuppressWarnings("restricted") // Calling native code is what it is for.
final class Functions {
    private static final String LIBRARY = "libcrypto.so.3";
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = SymbolLookup.libraryLookup(LIBRARY, Arena.global());

    private Functions() {}

    /** A call that answers with a status or a length. */
    interface IntCall {
        int call() throws Throwable;
    }

    /** A call that answers with an address. */
    interface AddressCall {
        MemorySegment call() throws Throwable;
    }

    /** A call without an answer. */
    interface VoidCall {
        void call() throws Throwable;
    }

    static int status(IntCall call) {
        try {
            return call.call();
        } catch (Throwable e) {
            throw notCalled(e);
        }
    }

    static MemorySegment address(AddressCall call) {
        try {
            return call.call();
        } catch (Throwable e) {
            throw notCalled(e);
        }
    }

    static void run(VoidCall call) {
        try {
            call.call();
        } catch (Throwable e) {
            throw notCalled(e);
        }
    }

    /** Downcalls throw nothing; an argument may be of no living arena. */
    private static RuntimeException notCalled(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }

    private static MemorySegment symbol(String name) {
        return SYMBOLS.find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError(LIBRARY + " has no " + name));
    }

    static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, arguments));
    }

    /** One that answers nothing. */
    static MethodHandle procedureOf(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.ofVoid(arguments));
    }

    /** One with an address. */
    static MethodHandle procedure(String name) {
        return procedureOf(name, ADDRESS);
    }

    static MethodHandle init(String name) {
        return function(name, JAVA_INT, ADDRESS);
    }

    /** Context, output, its size, input, its length. */
    static MethodHandle operation(String name) {
        return function(name, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
    }
}
