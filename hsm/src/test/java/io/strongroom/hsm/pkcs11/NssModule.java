package io.strongroom.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKU_SO;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.key.Pkcs11HsmKeys;

import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.Slot;
import org.xipki.pkcs11.wrapper.TokenException;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The other module: NSS's softokn, in a process of its own. It takes its configuration as a
 * parameter of C_Initialize that the wrapper cannot give, so it is initialised before the wrapper
 * loads it, which takes "already initialised" for an answer.
 */
final class NssModule {
    private static final String TOKEN = "NSS Certificate DB";
    private static final long C_INITIALIZE_OFFSET = 8; // After the version, of two bytes.
    private static final long FLAGS_OFFSET = 32; // After four callbacks.
    private static final long PARAMETERS_OFFSET = 40;
    private static final long ARGUMENTS_BYTES = 56;
    private static final long OS_LOCKING_OK = 2;

    private NssModule() {}

    /** Where Debian and Fedora install it. */
    static Optional<Path> module() {
        return List.of(
                        Path.of("/usr/lib/x86_64-linux-gnu/libsoftokn3.so"),
                        Path.of("/usr/lib/aarch64-linux-gnu/libsoftokn3.so"),
                        Path.of("/usr/lib/x86_64-linux-gnu/nss/libsoftokn3.so"),
                        Path.of("/usr/lib64/libsoftokn3.so"))
                .stream()
                .filter(Files::exists)
                .findFirst();
    }

    /** Argument: an empty folder. Prints what the module offers. */
    public static void main(String[] args) throws Throwable {
        Path path = module().orElseThrow();
        initialize(path, "configdir='sql:" + args[0] + "' secmod='' flags=");
        LoadedModule loaded = LoadedModule.load(path);
        loaded.ready();
        boolean ready = loaded.enter(loaded.epoch(), NssModule::setPin);
        char[] pin = SoftHsm.PIN.toCharArray();
        Pkcs11RootKey.generate(path, TOKEN, pin, "root");
        try (Pkcs11RootKey rootKey = Pkcs11RootKey.open(path, TOKEN, pin, "root");
                HsmKeys keys = Pkcs11HsmKeys.under(rootKey, KeyEngines.fastest(), 10)) {
            System.out.println("ready: " + ready);
            AlgorithmTable.of(keys).forEach(System.out::println);
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    @SuppressWarnings("restricted") // The JVM is started with native access allowed.
    private static void initialize(Path path, String parameters) throws Throwable {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor takesPointer = FunctionDescriptor.of(JAVA_LONG, ADDRESS);
        Arena arena = Arena.global();
        MemorySegment symbol =
                SymbolLookup.libraryLookup(path, arena).find("C_GetFunctionList").orElseThrow();
        MemorySegment holder = arena.allocate(ADDRESS);
        require((long) linker.downcallHandle(symbol, takesPointer).invokeExact(holder));
        MemorySegment functions =
                holder.get(ADDRESS, 0).reinterpret(C_INITIALIZE_OFFSET + ADDRESS.byteSize());
        MethodHandle initialize =
                linker.downcallHandle(functions.get(ADDRESS, C_INITIALIZE_OFFSET), takesPointer);
        MemorySegment arguments = arena.allocate(ARGUMENTS_BYTES, JAVA_LONG.byteAlignment());
        arguments.set(JAVA_LONG, FLAGS_OFFSET, OS_LOCKING_OK);
        arguments.set(ADDRESS, PARAMETERS_OFFSET, arena.allocateFrom(parameters));
        require((long) initialize.invokeExact(arguments));
    }

    private static void require(long status) {
        if (status != 0) {
            throw new IllegalStateException("NSS said 0x" + Long.toHexString(status));
        }
    }

    private static boolean setPin(PKCS11Module inside) throws TokenException {
        for (Slot slot : inside.getSlotList(true)) {
            if (slot.getToken().getTokenInfo().getLabel().strip().equals(TOKEN)) {
                Session session = slot.getToken().openSession(true);
                session.login(CKU_SO, new char[0]);
                session.initPIN(SoftHsm.PIN.toCharArray());
                session.logout();
                session.closeSession();
                return true;
            }
        }
        return false;
    }
}
