package io.strongroom.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_CRYPTOKI_ALREADY_INITIALIZED;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import org.jspecify.annotations.Nullable;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.StaticLogger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The one PKCS#11 module of this process. It is never unloaded or finalised: other threads may be
 * inside it, and the wrapper would unload it under them once its object is collected, hence the
 * static reference.
 */
final class LoadedModule {
    private static @Nullable Path loadedPath;
    private static @Nullable PKCS11Module loaded;

    private LoadedModule() {}

    /**
     * Loads and initialises the module, or gives the one that is loaded.
     *
     * @throws HsmException of kind CONFIGURATION when it cannot be used, or another one is loaded
     */
    static synchronized PKCS11Module load(Path path) throws HsmException {
        PKCS11Module module = loaded;
        if (module == null) {
            module = loadFirst(path);
            loaded = module;
            loadedPath = path;
        } else if (!path.equals(loadedPath)) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "a process uses one PKCS#11 module, and this one has loaded " + loadedPath);
        }
        return module;
    }

    private static PKCS11Module loadFirst(Path path) throws HsmException {
        if (!Files.isReadable(path)) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "there is no readable PKCS#11 module at "
                            + path
                            + ": install the HSM's client software or correct the configured path");
        }
        StaticLogger.setLogger(new WrapperLog());
        try {
            PKCS11Module module = PKCS11Module.getInstance(path.toString());
            initialize(module);
            return module;
        } catch (PKCS11Exception e) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the PKCS#11 module "
                            + path
                            + " does not initialise ("
                            + e.getErrorName()
                            + "): check its own configuration and this user's rights",
                    e);
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the file "
                            + path
                            + " is not a PKCS#11 module that this machine can load: "
                            + e.getMessage(),
                    e);
        }
    }

    private static void initialize(PKCS11Module module) throws PKCS11Exception {
        try {
            module.initialize();
        } catch (PKCS11Exception e) {
            if (e.getErrorCode() != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
                throw e;
            }
        }
    }
}
