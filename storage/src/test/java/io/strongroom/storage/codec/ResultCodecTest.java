package io.strongroom.storage.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.fake.SampleKeys;
import io.strongroom.storage.fake.Samples;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

final class ResultCodecTest {
    private static final List<Result> ALL =
            List.of(
                    new Result.Done(),
                    new Result.SecretStored(Samples.stored(Samples.DB, 1)),
                    new Result.SecretDeleted(
                            new DeletedItem<>(Samples.stored(Samples.DB, 2), 5, 6)),
                    new Result.PurgedDue(3),
                    new Result.VaultMissing(),
                    new Result.ItemMissing(),
                    new Result.DeletedItemMissing(),
                    new Result.ItemIsDeleted(),
                    new Result.ItemExists(),
                    new Result.PurgeProtected(),
                    new Result.TimesContradict(),
                    new Result.AlreadyThere(),
                    new Result.RequestIdReused(),
                    new Result.RoleAssignmentMissing(),
                    new Result.RoleAssignmentRemoved(),
                    new Result.PolicyChanged(),
                    new Result.LevelUnsupported(List.of(1, 3)),
                    new Result.KeyStored(SampleKeys.stored(1)),
                    new Result.KeyDeleted(new DeletedItem<>(SampleKeys.stored(2), 5, 6)),
                    new Result.RotationPolicyStored(SampleKeys.policy().at(7, 8)),
                    new Result.KeyChanged(),
                    new Result.ReleasePolicyFixed(),
                    new Result.RootKeyRefused(
                            Result.RootKeyRefused.Reason.HOLDERS_MISSING, List.of(2, 3)),
                    new Result.Rewrapped(5));

    @Test
    void decode_everyKindOfResult_givesItBack() {
        assertEquals(
                Result.class.getPermittedSubclasses().length,
                ALL.stream().map(Object::getClass).collect(Collectors.toSet()).size());
        assertEquals(ALL, ResultCodec.decode(ResultCodec.encode(ALL)));
    }

    @Test
    void encode_noResults_isNotEmpty() {
        byte[] reply = ResultCodec.encode(List.of());
        assertTrue(reply.length > 0);
        assertEquals(List.of(), ResultCodec.decode(reply));
    }

    @Test
    void decode_emptyReply_isRefused() {
        assertThrows(MalformedException.class, () -> ResultCodec.decode(new byte[0]));
    }

    @Test
    void decode_mutatedBytes_onlyRefusesOrReadsTheOneEncoding() {
        Random random = new Random(7);
        byte[] reply = ResultCodec.encode(ALL);
        int refused = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = reply.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            try {
                assertArrayEquals(bytes, ResultCodec.encode(ResultCodec.decode(bytes)));
            } catch (MalformedException expected) {
                refused++;
            }
        }
        assertTrue(refused > 1000);
    }
}
