package io.strongroom.client;

import io.strongroom.client.api.AddNodeJson;
import io.strongroom.client.api.AdminPaths;
import io.strongroom.client.api.ClusterJson;
import io.strongroom.client.api.FeatureLevelJson;
import io.strongroom.client.api.LeadershipJson;
import io.strongroom.client.api.PromoteJson;
import io.strongroom.client.http.Call;
import io.strongroom.client.http.JsonCodec;
import io.strongroom.client.transport.NoAnswerException;
import io.strongroom.client.transport.Transport;

import org.jspecify.annotations.Nullable;

/**
 * Administers the cluster through whichever of the transport's nodes leads. Every change may be
 * repeated: what is so already stays so; the answer is the cluster afterwards. Thread-safe. Any
 * method throws {@link StrongroomException}.
 */
public final class AdminClient {
    private final Transport transport;
    private final TokenProvider tokens;

    public AdminClient(Transport transport, TokenProvider tokens) {
        this.transport = transport;
        this.tokens = tokens;
    }

    /** As the answering node knows it; the leader knows most. */
    public ClusterJson status() {
        return answered(Call.read("GET", transport.cluster().vault().resolve(AdminPaths.CLUSTER)));
    }

    /** Takes a node in as a listener. */
    public ClusterJson addNode(int id, String host, int port) {
        return change("POST", AdminPaths.NODES, new AddNodeJson(id, host, port));
    }

    /**
     * Gives a listener its vote.
     *
     * @param replaced the member that leaves in the same change; null when none does
     */
    public ClusterJson promote(int id, @Nullable Integer replaced) {
        return change("POST", AdminPaths.promote(id), new PromoteJson(replaced));
    }

    /** Takes a member out for good. */
    public ClusterJson removeNode(int id) {
        return change("DELETE", AdminPaths.node(id), null);
    }

    /**
     * Moves leadership.
     *
     * @param to null to let the leader choose
     */
    public ClusterJson moveLeadership(@Nullable Integer to) {
        return change("POST", AdminPaths.LEADERSHIP, new LeadershipJson(to, null));
    }

    /**
     * Has a node hand leadership over to a voter of its choice; nothing when it does not lead, so
     * that a repetition does not depose the next one. The status is the leader's that answered: of
     * {@code node} itself when it has stepped down just now.
     */
    public ClusterJson stepDown(int node) {
        return change("POST", AdminPaths.LEADERSHIP, new LeadershipJson(null, node));
    }

    public ClusterJson finalizeLevel(int level) {
        return change("POST", AdminPaths.FEATURE_LEVEL, new FeatureLevelJson(level));
    }

    private ClusterJson change(String method, String path, @Nullable Object body) {
        var uri = transport.cluster().vault().resolve(path);
        var content = body == null ? null : JsonCodec.write(body);
        var call = Call.change(method, uri, content);
        return answered(content == null ? call : call.with("content-type", "application/json"));
    }

    private ClusterJson answered(Call call) {
        var authorised = call.with("accept", "application/json");
        try {
            var reply =
                    transport.send(authorised.with("authorization", "Bearer " + tokens.token()));
            var answer = reply.answer();
            if (!answer.isSuccess()) {
                throw StrongroomException.of(reply);
            }
            return JsonCodec.read(answer.content(), ClusterJson.class)
                    // Some other server's JSON lacks them, whatever the record promises.
                    .filter(cluster -> cluster.node() != null && cluster.members() != null)
                    .orElseThrow(() ->
                            StrongroomException.malformed(
                                    "the answer is not a cluster's status", answer));
        } catch (NoAnswerException e) {
            throw StrongroomException.of(e, e.outcomeUnknown());
        }
    }
}
