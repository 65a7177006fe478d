package io.strongroom.chaos.contract;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/** Base ports that nothing uses now, so that two checkouts can be tested on one machine. */
final class Ports {
    private static final int LAST = 22_998;
    private static final int MOST_NODES = 5;

    private Ports() {}

    /**
     * The first free one.
     *
     * @param from where to begin: each cluster of these tests has its own place
     */
    static int free(int from) {
        return IntStream.iterate(from, port -> port <= LAST, port -> port + 2)
                .filter(port -> isFree(port) && isFree(port + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port from " + from));
    }

    private static boolean isFree(int port) {
        return IntStream.rangeClosed(1, MOST_NODES)
                .allMatch(node -> isFree("127.0.0." + node, port));
    }

    private static boolean isFree(String address, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
