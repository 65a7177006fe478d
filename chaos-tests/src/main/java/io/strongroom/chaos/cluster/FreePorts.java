package io.strongroom.chaos.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds ports for clusters, which take two that follow each other on each node's address. No pair
 * is given twice by one JVM, and none that another process listens on.
 */
public final class FreePorts {
    private static final int LAST = 24_998;
    private static final int NODES = 5;
    private static final AtomicInteger NEXT =
            new AtomicInteger(Integer.getInteger("strongroom.test.basePort", 21_000));

    private FreePorts() {}

    /** The next free base port from the system property {@code strongroom.test.basePort} on. */
    public static int base() throws IOException {
        while (true) {
            int port = NEXT.getAndAdd(2);
            if (port > LAST) {
                throw new IOException("no free pair of ports up to " + LAST);
            }
            if (isFree(port) && isFree(port + 1)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        for (int node = 1; node <= NODES; node++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0." + node), port));
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
