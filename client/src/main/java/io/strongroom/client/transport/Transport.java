package io.strongroom.client.transport;

import io.strongroom.client.http.Call;
import io.strongroom.client.http.Exchange;
import io.strongroom.client.http.ExchangeException;
import io.strongroom.client.http.Trust;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Gets calls answered by whichever node can. For the names that the cluster serves: up to {@link
 * Tuning#total()}, retried on other nodes after failures to connect or to answer, 429, 500, 502,
 * 503 and 504, every attempt with the same headers, request ids included. Any other name: sent once
 * to where the name service says, trusted as this JVM trusts. Thread-safe; blocks the caller; fit
 * for virtual threads.
 */
public final class Transport implements AutoCloseable {
    private static final int DIRECT_CONNECTIONS = 32;
    private static final int DIRECT_ADDRESSES = 4;

    private final Cluster cluster;
    private final Tuning tuning;
    private final Exchange direct;
    private final Delivery.Means means;

    public Transport(Cluster cluster, Tuning tuning) {
        this(cluster, tuning, Pacer.system());
    }

    Transport(Cluster cluster, Tuning tuning, Pacer pacer) {
        this.cluster = cluster;
        this.tuning = tuning;
        var count = cluster.nodes().size();
        // Twice: the same node's connections for the vault's name and for others' (tokens, health).
        var exchange =
                new Exchange(
                        cluster.trust(), tuning.connectionsPerNode(), 2 * count, tuning.connect());
        direct =
                new Exchange(Trust.ofJvm(), DIRECT_CONNECTIONS, DIRECT_ADDRESSES, tuning.connect());
        var nodes = new Nodes(cluster.nodes(), pacer);
        means =
                new Delivery.Means(
                        exchange, nodes, new Discovery(exchange, nodes, pacer), tuning, pacer);
    }

    public Cluster cluster() {
        return cluster;
    }

    /**
     * Sends it until it is answered for good or time is up.
     *
     * @throws NoAnswerException when no attempt brought an answer; an answer of whatever status is
     *     a reply
     */
    public Reply send(Call call) throws NoAnswerException {
        return send(call, tuning.total());
    }

    /**
     * The same for what is left of the time of a longer task.
     *
     * @param within in place of {@link Tuning#total()}; never so short that nothing can be sent
     */
    public Reply send(Call call, Duration within) throws NoAnswerException {
        var limit = longer(within, shorter(tuning.firstAttempt(), tuning.total()));
        return cluster.serves(call.uri())
                ? new Delivery(means, call, limit).run()
                : sendDirect(call, limit);
    }

    public Tuning tuning() {
        return tuning;
    }

    /** Asks every node; in the order of the configured list. */
    public List<NodeHealth> health() throws InterruptedException {
        return means.discovery().ask(tuning.attempt());
    }

    /** Calls under way fail. */
    @Override
    public void close() {
        means.discovery().close();
        means.exchange().close();
        direct.close();
    }

    private Reply sendDirect(Call call, Duration limit) throws NoAnswerException {
        try {
            return new Reply(direct.send(origin(call.uri()), call, limit), 1, false);
        } catch (ExchangeException e) {
            var sent =
                    e.stage() == ExchangeException.Stage.SENT
                            && call.effect() == Call.Effect.CHANGE;
            throw new NoAnswerException(String.valueOf(e.getMessage()), sent, e);
        }
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static URI origin(URI uri) {
        return uri.resolve("/");
    }
}
