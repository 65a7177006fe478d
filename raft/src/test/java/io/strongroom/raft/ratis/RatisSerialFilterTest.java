package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.ratis.client.impl.ClientProtoUtils;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.concurrent.CompletionException;

class RatisSerialFilterTest {
    private static final RaftGroupMemberId NODE =
            RaftGroupMemberId.valueOf(Peers.id(1), RaftGroupId.valueOf(UUID.randomUUID()));

    @BeforeAll
    static void install() {
        RatisSerialFilter.install();
        RatisSerialFilter.install();
    }

    @Test
    void read_ofAClassThatRatisDoesNotNeed_isRefused() {
        // The head of the best known chains of gadgets.
        assertThrows(InvalidClassException.class, () -> copy(new PriorityQueue<>(List.of("x"))));
    }

    @Test
    void read_ofAThrowableOfAnUnknownPackage_isRefused() {
        assertThrows(InvalidClassException.class, () -> copy(new Foreign()));
    }

    @Test
    void read_ofAnAllowedThrowableWithAHostileCause_isRefused() {
        assertThrows(
                InvalidClassException.class,
                () -> copy(new IOException("harmless", new Foreign())));
    }

    @Test
    void read_ofAHugeArray_isRefused() {
        assertThrows(InvalidClassException.class, () -> copy(new String[100_000]));
    }

    @Test
    void read_ofNotLeader_passes() throws IOException, ClassNotFoundException {
        Object read = copy(new NotLeaderException(NODE, null, List.of()));
        assertInstanceOf(NotLeaderException.class, read);
    }

    @Test
    void read_ofCausesAndSuppressed_passes() throws IOException, ClassNotFoundException {
        AlreadyClosedException thrown =
                new AlreadyClosedException(
                        "closed", new CompletionException(new IOException("broken pipe")));
        thrown.addSuppressed(new IllegalStateException("also"));
        AlreadyClosedException read = assertInstanceOf(AlreadyClosedException.class, copy(thrown));
        assertEquals(1, read.getSuppressed().length);
    }

    @Test
    void reply_withNotLeader_passes() {
        assertInstanceOf(
                NotLeaderException.class,
                overTheWire(new NotLeaderException(NODE, null, List.of())));
    }

    @Test
    void reply_withLeaderSteppingDown_passes() {
        assertInstanceOf(
                LeaderSteppingDownException.class,
                overTheWire(new LeaderSteppingDownException("stepping down")));
    }

    @Test
    void reply_withStateMachineRefusal_passes() {
        assertInstanceOf(
                StateMachineException.class,
                overTheWire(new StateMachineException(NODE, new IOException("too large"))));
    }

    private static Throwable overTheWire(RaftException exception) {
        RaftClientReply reply =
                RaftClientReply.newBuilder()
                        .setClientId(ClientId.randomId())
                        .setServerId(NODE)
                        .setCallId(1)
                        .setException(exception)
                        .build();
        return ClientProtoUtils.toRaftClientReply(ClientProtoUtils.toRaftClientReplyProto(reply))
                .getException();
    }

    private static Object copy(Object object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    private static final class Foreign extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
