package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.strongroom.chaos.cluster.NodeState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every port that a node's process listens on, found by the kernel's own tables. */
@ExtendWith(SharedCluster.class)
final class ListenersIT {
    private static final Pattern LISTENER =
            Pattern.compile(
                    "\\s*\\d+: ([0-9A-F]+):([0-9A-F]{4}) \\S+ 0A (?:\\S+ ){3}\\s*\\d+\\s+\\d+"
                            + " (\\d+) .*");
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    private final Vault vault;

    ListenersIT(Vault vault) {
        this.vault = vault;
    }

    @Test
    void node_thatRuns_listensOnTwoPortsAndAnswersNoPlainText() throws IOException {
        for (NodeState node : vault.cluster().status()) {
            List<InetSocketAddress> listeners = listeners(node.pid().orElseThrow());
            // HTTPS for clients and the log for peers; no third, and Ratis' admin has none.
            assertEquals(2, listeners.size(), listeners.toString());
            for (InetSocketAddress listener : listeners) {
                assertFalse(listener.getAddress().isAnyLocalAddress(), listener.toString());
                for (String hello :
                        List.of(
                                "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
                                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")) {
                    String answer = answer(listener, hello);
                    assertFalse(answer.startsWith("HTTP/"), listener + ": " + answer);
                    // The type of a settings frame, which is a server's first in HTTP/2.
                    assertFalse(
                            answer.length() > 3 && answer.charAt(3) == 4,
                            () -> listener + " speaks HTTP/2 in plain text");
                }
            }
        }
    }

    private static String answer(InetSocketAddress to, String hello) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(to, 45_000);
            socket.setSoTimeout(45_000);
            socket.getOutputStream().write(hello.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readNBytes(16), StandardCharsets.ISO_8859_1);
        } catch (SocketException closed) {
            return "";
        }
    }

    private static List<InetSocketAddress> listeners(long pid) throws IOException {
        Set<String> sockets = sockets(pid);
        List<InetSocketAddress> found = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                Matcher match = LISTENER.matcher(line);
                if (match.matches() && sockets.contains(match.group(3))) {
                    found.add(
                            new InetSocketAddress(
                                    address(match.group(1)), Integer.parseInt(match.group(2), 16)));
                }
            }
        }
        return found;
    }

    private static Set<String> sockets(long pid) throws IOException {
        Set<String> inodes = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : files.toList()) {
                if (Files.isSymbolicLink(file)) {
                    Matcher match = SOCKET.matcher(Files.readSymbolicLink(file).toString());
                    if (match.matches()) {
                        inodes.add(match.group(1));
                    }
                }
            }
        }
        return inodes;
    }

    /** The kernel prints each 32 bits in the machine's order. */
    private static InetAddress address(String hex) throws UnknownHostException {
        ByteBuffer in =
                ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer out = ByteBuffer.allocate(in.capacity());
        while (in.hasRemaining()) {
            out.putInt(in.getInt());
        }
        return InetAddress.getByAddress(out.array());
    }
}
