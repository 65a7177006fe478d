package io.strongroom.chaos.sdk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds ports for a cluster, which takes two that follow each other on each node's address. */
final class FreePorts {
    private static final int FIRST = 21000;
    private static final int LAST = 21998;
    private static final int NODES = 3;

    private FreePorts() {}

    /** The first base port from the system property {@code strongroom.test.basePort} on. */
    static int base() throws IOException {
        for (int port = Integer.getInteger("strongroom.test.basePort", FIRST);
                port <= LAST;
                port += 2) {
            if (isFree(port) && isFree(port + 1)) {
                return port;
            }
        }
        throw new IOException("no free pair of ports up to " + LAST);
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
