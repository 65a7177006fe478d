package io.strongroom.client.api;

/** Where the admin API is, under any host name that a node serves. */
public final class AdminPaths {
    public static final String PREFIX = "/admin/v1/";

    /** {@code GET}: {@link ClusterJson}. */
    public static final String CLUSTER = PREFIX + "cluster";

    /** {@code POST} {@link AddNodeJson}. */
    public static final String NODES = CLUSTER + "/nodes";

    /** {@code POST} {@link LeadershipJson}. */
    public static final String LEADERSHIP = CLUSTER + "/leadership";

    /** {@code POST} {@link FeatureLevelJson}. */
    public static final String FEATURE_LEVEL = CLUSTER + "/feature-level";

    /**
     * {@code GET} with the parameter {@code vault}: {@link RoleAssignmentsJson}. {@code POST}
     * {@link AddRoleAssignmentJson}: {@link RoleAssignmentJson}.
     */
    public static final String ROLE_ASSIGNMENTS = PREFIX + "role-assignments";

    /** {@code GET}: {@link HsmJson}, of the node that answers. */
    public static final String HSM = PREFIX + "hsm";

    /**
     * {@code GET}: {@link JoinsJson}. {@code POST} {@link JoinRequestJson}: {@link JoinJson}. Each
     * node knows only what it was asked itself.
     */
    public static final String JOINS = HSM + "/joins";

    /** {@code GET}, and {@code POST} {@link RotateRootKeyJson}: {@link RootKeysJson}. */
    public static final String ROOT_ROTATION = PREFIX + "root-key/rotation";

    /** {@code POST} without a body: {@link RootKeysJson}. */
    public static final String ROOT_ABANDON = ROOT_ROTATION + "/abandon";

    /** {@code POST} {@link RetireRootKeysJson}: {@link RootKeysJson}. */
    public static final String ROOT_RETIRE = PREFIX + "root-key/retire";

    /**
     * {@code POST} {@link RetireRootKeysJson}, of the answering node alone: {@link
     * DestroyedRootKeysJson}.
     */
    public static final String ROOT_DESTROY = PREFIX + "root-key/destroy";

    private AdminPaths() {}

    /** {@code GET}: {@link JoinJson}; once with the wrapped root key. */
    public static String join(String id) {
        return JOINS + "/" + id;
    }

    /** {@code POST} {@link ApproveJoinJson}: {@link JoinJson}. */
    public static String approveJoin(String id) {
        return join(id) + "/approve";
    }

    /** {@code POST}: {@link JoinJson}. */
    public static String refuseJoin(String id) {
        return join(id) + "/refuse";
    }

    /** {@code DELETE}. */
    public static String roleAssignment(String id) {
        return ROLE_ASSIGNMENTS + "/" + id;
    }

    /** {@code DELETE}. */
    public static String node(int id) {
        return NODES + "/" + id;
    }

    /** {@code POST} {@link PromoteJson}. */
    public static String promote(int id) {
        return node(id) + "/promote";
    }
}
