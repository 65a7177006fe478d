package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.VaultName;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

final class ReadyKeysTest {
    private static final VaultName VAULT = VaultName.of("vdb");
    private static final int MOST = 2;

    private final KeyEngine engine = KeyEngines.fastest();
    private final KeyPair pair = engine.generate(new KeySpec.Ec(Curve.P_256));
    private final ReadyKeys<ReadyKey> keys = new ReadyKeys<>(MOST, ReadyKey::close);
    private int opened;

    @AfterEach
    void close() {
        keys.close();
        pair.close();
    }

    private KeyVersion version(int number) {
        return new KeyVersion(
                new ItemName("k" + number),
                MemoryNode.version(number),
                Materials.ofPair(pair.publicPart(), Bytes.copyOf(new byte[] {(byte) number})),
                Set.of(KeyOperation.SIGN),
                Optional.empty(),
                new TreeMap<>(),
                ItemAttributes.DEFAULT,
                0,
                0);
    }

    private ReadyKey used(int number) {
        try {
            return keys.use(
                    ReadyKeys.Of.version(VAULT, version(number)),
                    () -> {
                        opened++;
                        return engine.ready(pair.publicPart().spec(), pair.pkcs8());
                    },
                    ready -> {
                        assertEquals(64, ready.sign(SignatureAlgorithm.ES256, new byte[32]).length);
                        return ready;
                    });
        } catch (BadInputException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertWiped(ReadyKey key) {
        assertThrows(
                IllegalStateException.class,
                () -> key.sign(SignatureAlgorithm.ES256, new byte[32]));
    }

    @Test
    void use_again_opensNothingAgain() {
        used(1);
        used(1);
        assertEquals(1, opened);
    }

    @Test
    void use_thatFailsOnItsInput_keepsTheKey() {
        assertThrows(
                BadInputException.class,
                () ->
                        keys.use(
                                ReadyKeys.Of.version(VAULT, version(1)),
                                () -> engine.ready(pair.publicPart().spec(), pair.pkcs8()),
                                ready -> ready.sign(SignatureAlgorithm.ES256, new byte[31])));
        used(1);
        assertEquals(0, opened);
    }

    @Test
    void use_ofMoreThanFit_wipesTheLeastLatelyUsed() {
        ReadyKey first = used(1);
        ReadyKey second = used(2);
        used(1);
        used(3);
        assertWiped(second);
        used(1);
        assertEquals(3, opened);
        used(2);
        assertEquals(4, opened);
        used(3);
        assertWiped(first);
    }

    @Test
    void retain_ofSome_wipesTheOthersAndAsksAboutEach() {
        ReadyKey first = used(1);
        used(2);
        List<String> asked = new ArrayList<>();
        List<ReadyKey> dropped =
                keys.retain(of -> asked.add(of.name().value()) && of.name().value().equals("k2"));
        assertEquals(List.of(first), dropped);
        assertEquals(List.of("k1", "k2"), asked);
        assertWiped(first);
        used(2);
        assertEquals(2, opened);
    }

    @Test
    void clear_thenUse_opensAgain() {
        ReadyKey first = used(1);
        keys.clear();
        assertWiped(first);
        assertNotSame(first, used(1));
        assertEquals(2, opened);
    }
}
