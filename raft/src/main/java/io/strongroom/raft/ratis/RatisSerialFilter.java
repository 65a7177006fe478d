package io.strongroom.raft.ratis;

import java.io.ObjectInputFilter;
import java.util.Set;

/**
 * Refuses Java deserialization of everything that Ratis does not need. Its answers carry Java
 * object streams (causes and stack traces of exceptions), and whoever can answer could otherwise
 * have any class on the class path built.
 *
 * <p>The filter holds for the whole JVM and every {@code ObjectInputStream} in it.
 */
public final class RatisSerialFilter {
    /** A chain of causes is rarely five deep; the JDK nests a few levels for each. */
    private static final long MAX_DEPTH = 64;

    private static final long MAX_REFERENCES = 20_000;
    private static final long MAX_BYTES = 2L << 20;
    private static final long MAX_ARRAY = 4_096;

    /** Packages whose throwables Ratis and the JDK below it put into answers. */
    private static final Set<String> THROWABLES =
            Set.of(
                    "java.lang",
                    "java.io",
                    "java.net",
                    "java.nio.channels",
                    "java.nio.file",
                    "java.util.concurrent",
                    "org.apache.ratis.protocol.exceptions",
                    "org.apache.ratis.server.raftlog",
                    "org.apache.ratis.thirdparty.io.grpc");

    /** What the throwables hold: stack traces, suppressed exceptions, lists of peers. */
    private static final Set<String> PARTS =
            Set.of(
                    "java.lang.String",
                    "java.lang.Object",
                    "java.lang.StackTraceElement",
                    "java.lang.Number",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Enum",
                    "java.util.ArrayList",
                    "java.util.CollSer",
                    "java.util.Collections$EmptyList",
                    "java.util.Collections$UnmodifiableCollection",
                    "java.util.Collections$UnmodifiableList",
                    "java.util.Collections$UnmodifiableRandomAccessList",
                    "java.util.ImmutableCollections$List12",
                    "java.util.ImmutableCollections$ListN");

    private static final ObjectInputFilter FILTER = RatisSerialFilter::check;

    private RatisSerialFilter() {}

    /**
     * Sets the filter for this JVM. Idempotent.
     *
     * @throws IllegalStateException when the JVM has another filter already
     */
    public static synchronized void install() {
        ObjectInputFilter present = ObjectInputFilter.Config.getSerialFilter();
        if (present == null) {
            ObjectInputFilter.Config.setSerialFilter(FILTER);
        } else if (!present.equals(FILTER)) {
            throw new IllegalStateException(
                    "this JVM has another serialization filter: start it without"
                            + " -Djdk.serialFilter");
        }
    }

    private static ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
        if (info.depth() > MAX_DEPTH
                || info.references() > MAX_REFERENCES
                || info.streamBytes() > MAX_BYTES
                || info.arrayLength() > MAX_ARRAY) {
            return ObjectInputFilter.Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return ObjectInputFilter.Status.UNDECIDED;
        }
        while (type.isArray()) {
            type = type.getComponentType();
        }
        return allowed(type) ? ObjectInputFilter.Status.ALLOWED : ObjectInputFilter.Status.REJECTED;
    }

    private static boolean allowed(Class<?> type) {
        return type.isPrimitive()
                || PARTS.contains(type.getName())
                || (Throwable.class.isAssignableFrom(type)
                        && THROWABLES.contains(type.getPackageName()));
    }
}
