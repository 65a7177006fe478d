package io.strongroom.storage.codec;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;

/** One value, one encoding: messages are written deterministically and read back strictly. */
final class Canonical {
    private Canonical() {}

    static byte[] encode(MessageLite message) {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            message.writeTo(out);
        } catch (IOException e) {
            throw new MalformedException("a message could not be written to memory", e);
        }
        out.checkNoSpaceLeft();
        return bytes;
    }

    /** Reads what this version or an older one wrote; the caller knows the bytes to be intact. */
    static <M extends MessageLite, T> T decode(
            byte[] bytes, Parser<M> parser, Function<M, T> fromMessage, String what) {
        try {
            return fromMessage.apply(parser.parseFrom(bytes));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new MalformedException(
                    "this is not " + what + " that this version knows: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses everything that {@link #encode} would not have written: unknown fields, fields in
     * another order, a tag given twice, padding. Comparing with the value's own encoding leaves no
     * case out.
     */
    static <M extends MessageLite, T> T decodeStrictly(
            byte[] bytes,
            Parser<M> parser,
            Function<M, T> fromMessage,
            Function<T, M> toMessage,
            String what) {
        T value = decode(bytes, parser, fromMessage, what);
        if (!Arrays.equals(encode(toMessage.apply(value)), bytes)) {
            throw new MalformedException(
                    "this is not " + what + " in the one encoding that it has");
        }
        return value;
    }
}
