package io.strongroom.chaos.suite.workload.call;

/** One kind of client's ways to a cluster, for the principal that may do everything to secrets. */
public interface Ways {
    /** A vault, through the leader first, where the client can choose. */
    Target leader(String vault);

    /** A vault, through whichever node. */
    Target anyNode(String vault);

    /**
     * A vault, through one node and no other.
     *
     * @param node from 1 to {@link #nodes()}
     */
    Target only(int node, String vault);

    /**
     * The same over a connection that nobody else uses, so that it is there already when the node
     * stands still.
     */
    Target apart(int node, String vault);

    /** How many nodes can be asked alone; 0 when the client finds its way by itself. */
    int nodes();

    /** What the principal that was founded without a role does to any vault. */
    Target holder();

    /** The same through one node and no other. */
    Target holderOnly(int node);
}
