package io.strongroom.storage.codec;

import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.proto.EntryProto;
import io.strongroom.storage.proto.EnvelopeProto;

/**
 * A batch to and from the bytes of one log entry. An entry has exactly one encoding: {@code
 * decode(encode(batch))} equals the batch, and {@code encode(decode(bytes))} the bytes. Both throw
 * only {@link MalformedException}: on encoding when a text holds half a surrogate pair.
 */
public final class EntryCodec {
    private static final int FORMAT = 1;

    private EntryCodec() {}

    public static byte[] encode(Batch batch) {
        return Canonical.encode(toMessage(batch));
    }

    public static Batch decode(byte[] entry) {
        return Canonical.decodeStrictly(
                entry,
                EntryProto.parser(),
                EntryCodec::fromMessage,
                EntryCodec::toMessage,
                "a log entry");
    }

    /**
     * How many bytes the command takes at most in an entry. Whoever gathers a batch asks for each
     * command before taking it in: one that has no encoding must not spoil the others' entry.
     */
    public static int encodedSize(Envelope envelope) {
        int tagAndLength = 6;
        return toMessage(envelope).getSerializedSize() + tagAndLength;
    }

    private static EntryProto toMessage(Batch batch) {
        EntryProto.Builder builder =
                EntryProto.newBuilder()
                        .setFormat(FORMAT)
                        .setProposer(batch.proposer())
                        .setStampMillis(batch.stampMillis())
                        .setSupportedLevel(batch.supportedLevel());
        batch.commands().forEach(envelope -> builder.addCommands(toMessage(envelope)));
        return builder.build();
    }

    private static EnvelopeProto toMessage(Envelope envelope) {
        return EnvelopeProto.newBuilder()
                .setCaller(Values.text(envelope.requestId().caller()))
                .setRequestUuid(Values.uuid(envelope.requestId().id()))
                .setCommand(CommandMessages.toMessage(envelope.command()))
                .setPolicyRevision(envelope.policyRevision())
                .build();
    }

    private static Batch fromMessage(EntryProto message) {
        if (message.getFormat() != FORMAT) {
            throw new MalformedException(
                    "entry format "
                            + Integer.toUnsignedString(message.getFormat())
                            + " is unknown to this version: upgrade this node");
        }
        return new Batch(
                message.getProposer(),
                message.getStampMillis(),
                message.getSupportedLevel(),
                message.getCommandsList().stream().map(EntryCodec::fromMessage).toList());
    }

    private static Envelope fromMessage(EnvelopeProto message) {
        return new Envelope(
                new RequestId(message.getCaller(), Values.uuid(message.getRequestUuid())),
                CommandMessages.fromMessage(message.getCommand()),
                message.getPolicyRevision());
    }
}
