package io.strongroom.storage.rocks;

import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.RewrappedDataKey;
import io.strongroom.storage.command.RewrappedKey;
import io.strongroom.storage.fake.SampleKeys;
import io.strongroom.storage.fake.SampleRoots;
import io.strongroom.storage.fake.Samples;

import java.util.List;
import java.util.Random;

/** Commands about root keys, as a random log has them: each step more often right than wrong. */
final class RandomRoots {
    private final Random random;

    RandomRoots(Random random) {
        this.random = random;
    }

    Command command() {
        int generation = random.nextInt(5) == 0 ? 1 + random.nextInt(4) : 2;
        int node = 1 + random.nextInt(random.nextInt(5) == 0 ? 4 : 3);
        String pair = "pair-" + random.nextInt(2);
        return switch (random.nextInt(14)) {
            case 0, 1 -> SampleRoots.start(generation, node);
            case 2 -> SampleRoots.offer(generation, node, pair);
            case 3 -> SampleRoots.deliver(generation, node, pair);
            case 4, 5, 6, 7, 8 -> new Command.HoldRootKey(generation, node);
            case 9, 10 -> new Command.AdoptRootKey(generation);
            case 11, 12 ->
                    new Command.Rewrap(
                            1 + random.nextInt(3),
                            List.of(
                                    new RewrappedDataKey(
                                            "vault:" + Samples.VAULT,
                                            1,
                                            Samples.bytes("wrapped for " + Samples.VAULT),
                                            Samples.bytes("wrapped for " + Samples.VAULT))),
                            List.of(
                                    new RewrappedKey(
                                            Samples.VAULT,
                                            SampleKeys.SIGNER,
                                            Samples.version(1),
                                            Samples.bytes(pair),
                                            Samples.bytes("after"))));
            default -> new Command.RetireRootKey(generation);
        };
    }
}
