package io.strongroom.server.fake;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.ReadyOctKey;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.engine.KeyEngines;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes RSA pairs only once it is let, and counts them. Thread-safe. */
public final class GatedEngine implements KeyEngine {
    private final KeyEngine engine = KeyEngines.fastest();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger rsa = new AtomicInteger();

    /** Lets those that wait go on, and all that come. */
    public void open() {
        open.countDown();
    }

    /** Waits until the first RSA pair was begun. */
    public void awaitBegun() throws InterruptedException {
        begun.await();
    }

    /** How many RSA pairs were begun. */
    public int rsaPairs() {
        return rsa.get();
    }

    @Override
    public String name() {
        return "gated " + engine.name();
    }

    @Override
    public KeyPair generate(KeySpec spec) {
        if (spec instanceof KeySpec.Rsa) {
            rsa.incrementAndGet();
            begun.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted at the gate", e);
            }
        }
        return engine.generate(spec);
    }

    @Override
    public ReadyKey ready(KeySpec spec, SecretBytes pkcs8) throws BadInputException {
        return engine.ready(spec, pkcs8);
    }

    @Override
    public ReadyPublicKey readyPublic(KeySpec spec, byte[] subjectPublicKeyInfo)
            throws BadInputException {
        return engine.readyPublic(spec, subjectPublicKeyInfo);
    }

    @Override
    public ReadyOctKey readyOct(KeySpec.Oct spec, SecretBytes key) {
        return engine.readyOct(spec, key);
    }
}
