package io.strongroom.client;

import io.strongroom.client.api.AddNodeJson;
import io.strongroom.client.api.AddRoleAssignmentJson;
import io.strongroom.client.api.AdminPaths;
import io.strongroom.client.api.ApproveJoinJson;
import io.strongroom.client.api.ClusterJson;
import io.strongroom.client.api.DestroyedRootKeysJson;
import io.strongroom.client.api.FeatureLevelJson;
import io.strongroom.client.api.HsmJson;
import io.strongroom.client.api.JoinJson;
import io.strongroom.client.api.JoinRequestJson;
import io.strongroom.client.api.JoinsJson;
import io.strongroom.client.api.LeadershipJson;
import io.strongroom.client.api.PromoteJson;
import io.strongroom.client.api.RetireRootKeysJson;
import io.strongroom.client.api.RoleAssignmentJson;
import io.strongroom.client.api.RoleAssignmentsJson;
import io.strongroom.client.api.RootKeysJson;
import io.strongroom.client.api.RotateRootKeyJson;
import io.strongroom.client.http.Answer;
import io.strongroom.client.http.Call;
import io.strongroom.client.http.JsonCodec;
import io.strongroom.client.transport.NoAnswerException;
import io.strongroom.client.transport.Transport;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Administers the cluster through whichever of the transport's nodes leads, and who may do what
 * through any of them. Every change may be repeated: what is so already stays so; the answer to one
 * of the cluster is the cluster afterwards. Thread-safe. Any method throws {@link
 * StrongroomException}.
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
        return cluster(answered(Call.read("GET", uri(AdminPaths.CLUSTER))));
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

    /** Who may do what on a vault and its objects, ordered by principal, role and object. */
    public List<RoleAssignmentJson> roleAssignments(String vault) {
        var query = "?vault=" + URLEncoder.encode(vault, StandardCharsets.UTF_8);
        var answer = answered(Call.read("GET", uri(AdminPaths.ROLE_ASSIGNMENTS + query)));
        return JsonCodec.read(answer.content(), RoleAssignmentsJson.class)
                // As below.
                .map(RoleAssignmentsJson::value)
                .orElseThrow(() ->
                        StrongroomException.malformed(
                                "the answer is not a list of role assignments", answer));
    }

    /** Gives a principal a role; what it has already is answered as it is. */
    public RoleAssignmentJson addRoleAssignment(AddRoleAssignmentJson wanted) {
        var answer = answered(changing("POST", AdminPaths.ROLE_ASSIGNMENTS, wanted));
        return JsonCodec.read(answer.content(), RoleAssignmentJson.class)
                .filter(assignment -> assignment.id() != null)
                .orElseThrow(() ->
                        StrongroomException.malformed(
                                "the answer is not a role assignment", answer));
    }

    /** Takes a role away: whatever any node decides after this returns, it decides without it. */
    public void removeRoleAssignment(String id) {
        var segment = URLEncoder.encode(id, StandardCharsets.UTF_8);
        answered(changing("DELETE", AdminPaths.roleAssignment(segment), null));
    }

    /** Of the node that answers: where it has its root key, and what else is there. */
    public HsmJson hsm() {
        return of(answered(Call.read("GET", uri(AdminPaths.HSM))), HsmJson.class);
    }

    /** The requests for the root key that the answering node keeps. */
    public List<JoinJson> joins() {
        var answer = answered(Call.read("GET", uri(AdminPaths.JOINS)));
        return JsonCodec.read(answer.content(), JoinsJson.class)
                // As below.
                .map(JoinsJson::value)
                .orElseThrow(
                        () -> StrongroomException.malformed("the answer is not a list", answer));
    }

    /** Asks for the root key; the same request again is the one that waits already. */
    public JoinJson askToJoin(JoinRequestJson request) {
        return of(answered(changing("POST", AdminPaths.JOINS, request)), JoinJson.class);
    }

    /** How a request for the root key stands; once, when approved, with the wrapped root key. */
    public JoinJson join(String id) {
        return of(answered(Call.read("GET", uri(AdminPaths.join(segment(id))))), JoinJson.class);
    }

    /** Gives the root key to the newcomer whose public key has this fingerprint. */
    public JoinJson approveJoin(String id, String fingerprint) {
        var path = AdminPaths.approveJoin(segment(id));
        return of(
                answered(changing("POST", path, new ApproveJoinJson(fingerprint))), JoinJson.class);
    }

    public JoinJson refuseJoin(String id) {
        var path = AdminPaths.refuseJoin(segment(id));
        return of(answered(changing("POST", path, null)), JoinJson.class);
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static <T> T of(Answer answer, Class<T> type) {
        return JsonCodec.read(answer.content(), type)
                .orElseThrow(() ->
                        StrongroomException.malformed(
                                "the answer is not " + type.getSimpleName(), answer));
    }

    /** The root keys, and how far a new one is. */
    public RootKeysJson rootKeys() {
        return rootKeys(answered(Call.read("GET", uri(AdminPaths.ROOT_ROTATION))));
    }

    /** Begins the way to a new root key, unless one is under way or has come already. */
    public RootKeysJson rotateRootKey(RotateRootKeyJson wanted) {
        return rootKeys(answered(changing("POST", AdminPaths.ROOT_ROTATION, wanted)));
    }

    /** Gives up a new root key that is not in use yet. */
    public RootKeysJson abandonRootRotation() {
        return rootKeys(answered(changing("POST", AdminPaths.ROOT_ABANDON, null)));
    }

    /**
     * Gives up for good the old root keys.
     *
     * @param through the newest of them
     */
    public RootKeysJson retireRootKeys(int through) {
        var which = new RetireRootKeysJson(through);
        return rootKeys(answered(changing("POST", AdminPaths.ROOT_RETIRE, which)));
    }

    /**
     * Destroys the root keys that were retired in the HSM of the node that answers: of a client for
     * one node.
     *
     * @param through the newest of them
     */
    public DestroyedRootKeysJson destroyRetiredRootKeys(int through) {
        var which = new RetireRootKeysJson(through);
        var answer = answered(changing("POST", AdminPaths.ROOT_DESTROY, which));
        return JsonCodec.read(answer.content(), DestroyedRootKeysJson.class)
                // As below.
                .filter(told -> told.destroyed() != null && told.left() != null)
                .orElseThrow(() ->
                        StrongroomException.malformed(
                                "the answer does not say what was destroyed", answer));
    }

    private static RootKeysJson rootKeys(Answer answer) {
        return JsonCodec.read(answer.content(), RootKeysJson.class)
                // As below.
                .filter(all -> all.keys() != null)
                .orElseThrow(() ->
                        StrongroomException.malformed(
                                "the answer is not the cluster's root keys", answer));
    }

    private URI uri(String path) {
        return transport.cluster().vault().resolve(path);
    }

    private Call changing(String method, String path, @Nullable Object body) {
        var content = body == null ? null : JsonCodec.write(body);
        var call = Call.change(method, uri(path), content);
        return content == null ? call : call.with("content-type", "application/json");
    }

    private ClusterJson change(String method, String path, @Nullable Object body) {
        return cluster(answered(changing(method, path, body)));
    }

    private static ClusterJson cluster(Answer answer) {
        return JsonCodec.read(answer.content(), ClusterJson.class)
                // Some other server's JSON lacks them, whatever the record promises.
                .filter(cluster -> cluster.node() != null && cluster.members() != null)
                .orElseThrow(() ->
                        StrongroomException.malformed(
                                "the answer is not a cluster's status", answer));
    }

    private Answer answered(Call call) {
        var authorised = call.with("accept", "application/json");
        try {
            var reply =
                    transport.send(authorised.with("authorization", "Bearer " + tokens.token()));
            var answer = reply.answer();
            if (!answer.isSuccess()) {
                throw StrongroomException.of(reply);
            }
            return answer;
        } catch (NoAnswerException e) {
            throw StrongroomException.of(e, e.outcomeUnknown());
        }
    }
}
