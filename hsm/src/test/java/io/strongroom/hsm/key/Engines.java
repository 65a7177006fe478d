package io.strongroom.hsm.key;

import io.strongroom.hsm.key.bouncycastle.BouncyCastleEngine;
import io.strongroom.hsm.key.libcrypto.LibcryptoEngine;

import java.util.stream.Stream;

/** All engines that can be chosen; the machines that test have libcrypto. */
final class Engines {
    private Engines() {}

    static Stream<KeyEngine> all() {
        return Stream.of(LibcryptoEngine.find().orElseThrow(), new BouncyCastleEngine());
    }
}
