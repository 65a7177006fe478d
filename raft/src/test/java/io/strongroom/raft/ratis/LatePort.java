package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig.Peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A node as it looks while it stands still: connections are accepted, as its kernel does, and
 * nothing is said on any of them for a while after the first; then all that comes is handed to the
 * node and back.
 */
record LatePort(Peer node, ServerSocket socket, Duration silence) implements AutoCloseable {
    static LatePort to(Peer node, Duration silence) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(node.host()), 0));
        LatePort port = new LatePort(node, socket, silence);
        Thread.startVirtualThread(port::accept);
        return port;
    }

    /** Where the node seems to be. */
    Peer asPeer() {
        return new Peer(node.nodeId(), node.host(), socket.getLocalPort());
    }

    private void accept() {
        long awake = 0;
        try {
            while (true) {
                Socket caller = socket.accept();
                long now = System.nanoTime();
                awake = awake == 0 ? now + silence.toNanos() : awake;
                long until = awake;
                Thread.startVirtualThread(() -> serve(caller, until));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket caller, long awake) {
        while (System.nanoTime() - awake < 0) {
            LockSupport.parkNanos(10_000_000);
        }
        try (caller;
                Socket real = new Socket(InetAddress.ofLiteral(node.host()), node.port())) {
            Thread there = Thread.startVirtualThread(() -> pump(caller, real));
            pump(real, caller);
            there.join();
        } catch (IOException | InterruptedException ended) {
            // One side has closed.
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException ended) {
            // One side has closed; so does the other when its turn comes.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
