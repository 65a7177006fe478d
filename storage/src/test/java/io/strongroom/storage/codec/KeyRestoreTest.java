package io.strongroom.storage.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;

import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.KeyTerms;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.fake.SampleKeys;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.proto.EntryProto;
import io.strongroom.storage.proto.RestoreKeyProto;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** What versions of a key have in common is in an entry once. */
final class KeyRestoreTest {
    private static final KeyTerms LONG =
            new KeyTerms(
                    Samples.tags("a", "x".repeat(4_000)),
                    Optional.of(SampleKeys.releasePolicy(true)));

    private static KeyTerms tagged(String value) {
        return new KeyTerms(Samples.tags("a", value), Optional.empty());
    }

    private static Command restore(List<KeyVersion> versions) {
        return new Command.RestoreKey(
                Samples.VAULT,
                SampleKeys.SIGNER,
                versions,
                Optional.empty(),
                Samples.bytes("blob"));
    }

    private static byte[] entry(Command command) {
        RequestId id = new RequestId("bob", new UUID(1, 1));
        return EntryCodec.encode(new Batch(1, 1, 1, List.of(new Envelope(id, command, 0))));
    }

    @Test
    void decode_ofVersionsWithDifferentTerms_givesEachItsOwn() {
        Command restore =
                restore(
                        List.of(
                                SampleKeys.stored(1).under(tagged("one")),
                                SampleKeys.stored(2).under(LONG),
                                SampleKeys.stored(3).under(tagged("one")),
                                SampleKeys.stored(4)));
        Batch decoded = EntryCodec.decode(entry(restore));
        assertEquals(restore, decoded.commands().getFirst().command());
    }

    @Test
    void encode_ofVersionsWithTheSameTerms_hasThemOnce() {
        List<KeyVersion> versions =
                IntStream.range(0, 500).mapToObj(i -> SampleKeys.stored(i).under(LONG)).toList();
        int bytes = entry(restore(versions)).length;
        assertTrue(bytes < 100_000, "bytes: " + bytes);
    }

    @Test
    void decode_ofTermsThatAreNotThere_isRefused() throws InvalidProtocolBufferException {
        for (int which : new int[] {-1, 1}) {
            byte[] entry = changed(restore -> restore.setTermsOfVersions(0, which));
            assertThrows(MalformedException.class, () -> EntryCodec.decode(entry));
        }
        byte[] none = changed(RestoreKeyProto.Builder::clearTermsOfVersions);
        assertThrows(MalformedException.class, () -> EntryCodec.decode(none));
    }

    private static byte[] changed(UnaryOperator<RestoreKeyProto.Builder> change)
            throws InvalidProtocolBufferException {
        EntryProto.Builder entry =
                EntryProto.parseFrom(entry(restore(List.of(SampleKeys.stored(1))))).toBuilder();
        var _ =
                change.apply(
                        entry.getCommandsBuilder(0).getCommandBuilder().getRestoreKeyBuilder());
        return entry.build().toByteArray();
    }
}
