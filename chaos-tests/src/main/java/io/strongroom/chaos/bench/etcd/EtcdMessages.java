package io.strongroom.chaos.bench.etcd;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;

import io.grpc.MethodDescriptor;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The few messages of etcd's v3 API that a measurement needs, by their field numbers. */
final class EtcdMessages {
    /** Stores a value; the answer is not looked into. */
    static final MethodDescriptor<byte[], byte[]> PUT = method("etcdserverpb.KV/Put");

    /** Reads a key; linearizable unless the request says otherwise. */
    static final MethodDescriptor<byte[], byte[]> RANGE = method("etcdserverpb.KV/Range");

    /** Tells who leads. */
    static final MethodDescriptor<byte[], byte[]> STATUS =
            method("etcdserverpb.Maintenance/Status");

    private static final int STATUS_HEADER = 1;
    private static final int STATUS_LEADER = 4;
    private static final int HEADER_MEMBER = 2;
    private static final int RANGE_KVS = 2;
    private static final int KEY_VALUE_VALUE = 5;

    private EtcdMessages() {}

    static byte[] put(String key, String value) {
        return written(out -> {
            out.writeByteArray(1, key.getBytes(StandardCharsets.UTF_8));
            out.writeByteArray(2, value.getBytes(StandardCharsets.UTF_8));
        });
    }

    static byte[] range(String key) {
        return written(out -> out.writeByteArray(1, key.getBytes(StandardCharsets.UTF_8)));
    }

    /** The value of the only key of a range's answer. */
    static Optional<byte[]> value(byte[] rangeAnswer) {
        return bytes(rangeAnswer, RANGE_KVS).flatMap(kv -> bytes(kv, KEY_VALUE_VALUE));
    }

    /** Whether the member that gave this status leads. */
    static boolean leads(byte[] status) {
        long leader = number(status, STATUS_LEADER);
        long member =
                bytes(status, STATUS_HEADER)
                        .map(header -> number(header, HEADER_MEMBER))
                        .orElse(0L);
        return leader != 0 && leader == member;
    }

    private interface Writer {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] written(Writer writer) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            writer.write(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<byte[]> bytes(byte[] message, int field) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(message);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == field) {
                    return Optional.of(in.readByteArray());
                }
                in.skipField(tag);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(byte[] message, int field) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(message);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == field) {
                    return in.readUInt64();
                }
                in.skipField(tag);
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MethodDescriptor<byte[], byte[]> method(String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(name)
                .setRequestMarshaller(new Plain())
                .setResponseMarshaller(new Plain())
                .build();
    }

    /** Bytes as they are. */
    private record Plain() implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
