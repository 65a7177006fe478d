package io.strongroom.storage.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.UnknownFieldSet;

import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.proto.CommandProto;
import io.strongroom.storage.proto.EntryProto;
import io.strongroom.storage.proto.EnvelopeProto;
import io.strongroom.storage.proto.SetSecretProto;
import io.strongroom.storage.proto.TagProto;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

final class EntryCodecTest {
    private static final RequestId REQUEST = new RequestId("alice", new UUID(1, 2));

    @Test
    void decode_everyCommand_givesTheBatchBack() {
        Batch batch = all();
        assertEquals(batch, EntryCodec.decode(EntryCodec.encode(batch)));
    }

    @Test
    void decode_emptyBatch_givesItBack() {
        Batch batch = new Batch(0, 0, 1, List.of());
        assertEquals(batch, EntryCodec.decode(EntryCodec.encode(batch)));
    }

    @Test
    void encode_tagsInAnotherOrder_givesTheSameBytes() {
        SortedMap<String, String> backwards = new TreeMap<>(Comparator.reverseOrder());
        backwards.putAll(Samples.tags("a", "1", "b", "2"));
        assertArrayEquals(
                EntryCodec.encode(tagged(Samples.tags("a", "1", "b", "2"))),
                EntryCodec.encode(tagged(backwards)));
    }

    @Test
    void encode_halfASurrogatePair_isRefused() {
        for (String half : List.of("\ud800", "a\udc00b", "\ud83d\ude00\ud83d", "\ude00\ud83d")) {
            Batch batch = batch(Samples.update(Samples.DB, Optional.of(half)));
            assertThrows(MalformedException.class, () -> EntryCodec.encode(batch));
            Envelope envelope = batch.commands().getFirst();
            assertThrows(MalformedException.class, () -> EntryCodec.encodedSize(envelope));
        }
    }

    @Test
    void encodedSize_everyCommand_isEnough() {
        int header = EntryCodec.encode(new Batch(1, 253_402_300_799_999L, 1, List.of())).length;
        Batch batch = all();
        int sizes = batch.commands().stream().mapToInt(EntryCodec::encodedSize).sum();
        assertTrue(EntryCodec.encode(batch).length <= header + sizes);
    }

    @Test
    void decode_unknownFormat_saysSo() throws Exception {
        byte[] entry =
                EntryProto.parseFrom(EntryCodec.encode(all())).toBuilder()
                        .setFormat(2)
                        .build()
                        .toByteArray();
        MalformedException e =
                assertThrows(MalformedException.class, () -> EntryCodec.decode(entry));
        assertTrue(String.valueOf(e.getMessage()).contains("format 2"));
    }

    @Test
    void decode_unknownCommand_isRefused() {
        UnknownFieldSet newer =
                UnknownFieldSet.newBuilder()
                        .addField(200, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build();
        assertRefused(CommandProto.newBuilder().setUnknownFields(newer).build());
    }

    @Test
    void decode_invalidName_isRefused() {
        assertRefused(with(set().setName("not_a_name")));
        assertRefused(with(set().setVault("UPPER")));
        assertRefused(with(set().clearVersion()));
    }

    @Test
    void decode_tagTwice_isRefused() {
        TagProto tag = TagProto.newBuilder().setName("a").setValue("1").build();
        assertRefused(with(set().addTags(tag).addTags(tag)));
    }

    @Test
    void decode_tagsOutOfOrder_isRefused() {
        TagProto a = TagProto.newBuilder().setName("a").build();
        TagProto b = TagProto.newBuilder().setName("b").build();
        assertRefused(with(set().addTags(b).addTags(a)));
    }

    @Test
    void decode_withoutAttributes_isRefused() {
        assertRefused(with(set().clearAttributes()));
    }

    @Test
    void decode_trailingBytes_isRefused() {
        byte[] entry = EntryCodec.encode(all());
        for (int b = 0; b < 256; b++) {
            byte[] longer = Arrays.copyOf(entry, entry.length + 1);
            longer[entry.length] = (byte) b;
            assertThrows(MalformedException.class, () -> EntryCodec.decode(longer));
        }
    }

    @Test
    void decode_longVarint_isRefused() {
        byte[] entry = EntryCodec.encode(new Batch(1, 5, 1, List.of()));
        // The format, 1, as two bytes instead of one.
        byte[] padded = new byte[entry.length + 1];
        padded[0] = entry[0];
        padded[1] = (byte) 0x81;
        System.arraycopy(entry, 2, padded, 3, entry.length - 2);
        assertThrows(MalformedException.class, () -> EntryCodec.decode(padded));
    }

    @Test
    void decode_randomAndMutatedBytes_onlyRefusesOrReadsTheOneEncoding() {
        Random random = new Random(20261121);
        byte[] entry = EntryCodec.encode(all());
        int refused = 0;
        for (int round = 0; round < 8_000; round++) {
            byte[] bytes = round % 4 == 0 ? random(random) : mutated(random, entry);
            try {
                assertArrayEquals(bytes, EntryCodec.encode(EntryCodec.decode(bytes)));
            } catch (MalformedException expected) {
                refused++;
            }
        }
        assertTrue(refused > 1000);
    }

    private static byte[] random(Random random) {
        byte[] bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] mutated(Random random, byte[] entry) {
        byte[] bytes =
                random.nextInt(8) == 0
                        ? Arrays.copyOf(entry, random.nextInt(entry.length))
                        : entry.clone();
        for (int flips = 1 + random.nextInt(3); flips > 0 && bytes.length > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static void assertRefused(CommandProto command) {
        byte[] entry =
                EntryProto.newBuilder()
                        .setFormat(1)
                        .addCommands(
                                EnvelopeProto.newBuilder()
                                        .setCaller("alice")
                                        .setRequestUuid(Values.uuid(REQUEST.id()))
                                        .setCommand(command))
                        .build()
                        .toByteArray();
        assertThrows(MalformedException.class, () -> EntryCodec.decode(entry));
    }

    private static SetSecretProto.Builder set() {
        return CommandMessages.toMessage(Samples.set(Samples.DB, 1)).getSetSecret().toBuilder();
    }

    private static CommandProto with(SetSecretProto.Builder set) {
        return CommandProto.newBuilder().setSetSecret(set).build();
    }

    private static Batch tagged(SortedMap<String, String> tags) {
        Command.SetSecret set = Samples.set(Samples.DB, 1);
        return batch(
                new Command.SetSecret(
                        set.vault(),
                        set.name(),
                        set.version(),
                        set.sealedValue(),
                        set.contentType(),
                        tags,
                        set.attributes(),
                        set.valueDigest()));
    }

    private static Batch batch(Command command) {
        return new Batch(1, 5, 1, List.of(new Envelope(REQUEST, command, 3)));
    }

    private static Batch all() {
        return new Batch(
                3,
                1_700_000_000_123L,
                2,
                Samples.commands().stream()
                        .map(command -> new Envelope(REQUEST, command, 3))
                        .toList());
    }
}
