package io.strongroom.client.api;

/** Header names that both sides must agree on. */
public final class Headers {
    /**
     * A UUID that makes a change exactly-once: sent again with the same id, through any node, it
     * gets the first answer. Source: OASIS Repeatable Requests 1.0.
     */
    public static final String REPEATABILITY_REQUEST_ID = "repeatability-request-id";

    /** {@code accepted} on the answer to a request that carried the id. */
    public static final String REPEATABILITY_RESULT = "repeatability-result";

    public static final String CLIENT_REQUEST_ID = "x-ms-client-request-id";
    public static final String REQUEST_ID = "x-ms-request-id";

    /** On every answer: the id of the node that gave it. */
    public static final String NODE = "x-strongroom-node";

    /** On every answer while there is one: the id of the node that leads. */
    public static final String LEADER = "x-strongroom-leader";

    /**
     * On a read: seconds, 1 to 3600, that the answer may be old. A node whose state is proven to be
     * no older answers by itself, even without a majority; without the header it never does.
     */
    public static final String MAX_STALENESS = "x-strongroom-max-staleness";

    /**
     * On the answer to a read that carried {@link #MAX_STALENESS}: milliseconds; everything that
     * was acknowledged longer ago is in the answer.
     */
    public static final String STALENESS = "x-strongroom-staleness";

    private Headers() {}
}
