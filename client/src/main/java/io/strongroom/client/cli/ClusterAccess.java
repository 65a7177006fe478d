package io.strongroom.client.cli;

import io.strongroom.client.AdminClient;
import io.strongroom.client.StrongroomException;
import io.strongroom.client.TokenProvider;
import io.strongroom.client.api.ClusterJson;
import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An opened connection to the admin API: through the leader, and to each node by itself. */
final class ClusterAccess {
    /** A change waits for a commit, and for a leader that is being elected. */
    static final Duration CHANGE_TAKES_AT_MOST = Duration.ofSeconds(25);

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(4);

    private final Transport transport;
    private final TokenProvider tokens;
    private final AdminClient leader;

    ClusterAccess(Transport transport, TokenProvider tokens) {
        this.transport = transport;
        this.tokens = tokens;
        leader = new AdminClient(transport, tokens);
    }

    /** Changes go where the leader is. */
    AdminClient leader() {
        return leader;
    }

    /** Asks every node of the list; the leader's view counts where it answers. */
    ClusterMembers members() {
        var views = new ArrayList<ClusterJson>();
        var nodes = new ArrayList<ClusterMembers.Asked>();
        tokens.token(); // Once for all.
        for (var view : all()) {
            if (view.cluster() != null) {
                views.add(view.cluster());
            }
            nodes.add(
                    new ClusterMembers.Asked(
                            view.address(),
                            view.cluster() == null ? null : view.cluster().node(),
                            view.problem()));
        }
        var best =
                views.stream()
                        .filter(view -> view.node().role().equals("leader"))
                        .max((a, b) -> Long.compare(a.node().term(), b.node().term()))
                        .or(() ->
                                views.stream()
                                        .filter(view -> !view.members().isEmpty())
                                        .findFirst())
                        // Nobody answered for itself: the full patience, and the real reason.
                        .orElseGet(leader::status);
        return new ClusterMembers(best, nodes);
    }

    private record View(
            URI address,
            @org.jspecify.annotations.Nullable ClusterJson cluster,
            @org.jspecify.annotations.Nullable String problem) {}

    private List<View> all() {
        var addresses = transport.cluster().nodes();
        var threads = Executors.newFixedThreadPool(addresses.size());
        try {
            var asked =
                    addresses.stream()
                            .map(node -> CompletableFuture.supplyAsync(() -> ask(node), threads))
                            .toList();
            return asked.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Those of the list. */
    List<URI> addresses() {
        return transport.cluster().nodes();
    }

    /** Asks one of them, for something that it does by itself. */
    <T> T at(URI node, Function<AdminClient, T> question) {
        var tuning = Tuning.defaults().withTotal(CHANGE_TAKES_AT_MOST);
        try (var only = new Transport(transport.cluster().only(node), tuning)) {
            return question.apply(new AdminClient(only, tokens));
        }
    }

    private View ask(URI node) {
        var tuning = Tuning.defaults().withTotal(ANSWERS_WITHIN);
        try (var only = new Transport(transport.cluster().only(node), tuning)) {
            return new View(node, new AdminClient(only, tokens).status(), null);
        } catch (StrongroomException e) {
            if (e.code() == ErrorCode.FORBIDDEN || e.code() == ErrorCode.UNAUTHORIZED) {
                return new View(node, null, "it refuses this caller");
            }
            return new View(node, null, String.valueOf(e.getMessage()));
        }
    }
}
