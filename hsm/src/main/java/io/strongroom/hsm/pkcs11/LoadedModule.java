package io.strongroom.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_CRYPTOKI_ALREADY_INITIALIZED;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKR_SESSION_HANDLE_INVALID;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.StaticLogger;
import org.xipki.pkcs11.wrapper.TokenException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The one PKCS#11 module of this process. It is never unloaded: the wrapper would do that once its
 * object is collected, hence the static reference. Thread-safe.
 *
 * <p>Some modules (SoftHSM among them) never see a token again that they once missed, unless they
 * are initialised anew. That ends every session, and handles may come back with another meaning, so
 * it waits for the calls inside the module, and {@link #enter} refuses whoever still holds handles
 * of an earlier epoch.
 */
final class LoadedModule {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedModule.class);
    private static final long RESTART_WAIT_SECONDS = 1;

    private static @Nullable LoadedModule loaded;

    private final Path path;
    private final PKCS11Module module;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile long epoch;
    private volatile boolean initialized;

    private LoadedModule(Path path, PKCS11Module module) {
        this.path = path;
        this.module = module;
    }

    /** A call into the module; handles do not change their meaning while it runs. */
    interface Call<T, E extends Exception> {
        T run(PKCS11Module module) throws TokenException, E;
    }

    /**
     * Loads the module, or gives the one that is loaded. Asks nothing of the HSM yet.
     *
     * @throws HsmException of kind CONFIGURATION when it cannot be used, or another one is loaded
     */
    static synchronized LoadedModule load(Path path) throws HsmException {
        LoadedModule known = loaded;
        if (known == null) {
            known = new LoadedModule(path, loadFirst(path));
            loaded = known;
        } else if (!path.equals(known.path)) {
            requireReadable(path);
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "a process uses one PKCS#11 module, and this one has loaded " + known.path);
        }
        return known;
    }

    /**
     * Initialises the module, unless it is; to be repeated while the HSM is away.
     *
     * @throws HsmException of kind UNAVAILABLE when that fails
     */
    void ready() throws HsmException {
        if (initialized) {
            return;
        }
        if (!tryLockForRestart()) {
            throw new HsmException(
                    Kind.UNAVAILABLE, "a call hangs inside the PKCS#11 module " + path);
        }
        try {
            if (!initialized) {
                initialize(module);
                initialized = true;
            }
        } catch (PKCS11Exception e) {
            // Modules say the same of an HSM that is away and of a configuration that is wrong.
            throw new HsmException(
                    Kind.UNAVAILABLE,
                    "the PKCS#11 module "
                            + path
                            + " does not initialise ("
                            + e.getErrorName()
                            + "): check whether the HSM can be reached, the module's own"
                            + " configuration and this user's rights",
                    e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Changes whenever the module was initialised anew and all handles became void. */
    long epoch() {
        return epoch;
    }

    /**
     * Runs a call that uses handles of that epoch.
     *
     * @throws PKCS11Exception CKR_SESSION_HANDLE_INVALID when the epoch is over
     */
    <T, E extends Exception> T enter(long handlesEpoch, Call<T, E> call) throws TokenException, E {
        lock.readLock().lock();
        try {
            if (handlesEpoch != epoch) {
                throw new PKCS11Exception(CKR_SESSION_HANDLE_INVALID);
            }
            return call.run(module);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Finalises and initialises the module, unless somebody has done so since that epoch or a call
     * hangs inside it.
     */
    void restart(long seenEpoch) throws TokenException {
        if (!tryLockForRestart()) {
            LOG.atWarn()
                    .addKeyValue("reason", "a call hangs inside it")
                    .log("pkcs11_module_not_restarted");
            return;
        }
        try {
            if (epoch != seenEpoch) {
                return;
            }
            epoch = seenEpoch + 1;
            initialized = false;
            finalizeModule();
            initialize(module);
            initialized = true;
            LOG.atInfo()
                    .addKeyValue("reason", "to look for the token")
                    .log("pkcs11_module_restarted");
        } finally {
            lock.writeLock().unlock();
        }
    }

    private boolean tryLockForRestart() {
        try {
            return lock.writeLock().tryLock(RESTART_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void finalizeModule() {
        try {
            module.finalize(null);
        } catch (PKCS11Exception e) {
            // An earlier restart may have got no further than this.
            LOG.atDebug()
                    .addKeyValue("reason", e.getMessage())
                    .log("pkcs11_module_finalize_failed");
        }
    }

    private static void requireReadable(Path path) throws HsmException {
        if (!Files.isReadable(path)) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "there is no readable PKCS#11 module at "
                            + path
                            + ": install the HSM's client software or correct the configured path");
        }
    }

    private static PKCS11Module loadFirst(Path path) throws HsmException {
        requireReadable(path);
        StaticLogger.setLogger(new WrapperLog());
        try {
            return PKCS11Module.getInstance(path.toString());
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
