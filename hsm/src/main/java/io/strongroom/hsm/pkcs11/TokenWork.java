package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;

import org.xipki.pkcs11.wrapper.TokenException;

/**
 * What is done with a session of the pool. It may be run twice, the second time on another
 * connection.
 *
 * @param <T> SecretBytes when it is a secret, to be wiped if it comes too late
 */
public interface TokenWork<T> {
    /**
     * Runs on a thread for calls into the module.
     *
     * @param deadlineNanos of System.nanoTime, after which nobody waits for the result
     */
    T run(KeySession session, TokenConnection connection, long deadlineNanos)
            throws TokenException, HsmException;
}
