package io.strongroom.server.dev.plan;

/** The host names of every development cluster. */
public final class Names {
    public static final String DOMAIN = "vault.localhost";
    public static final String LOGIN = "login.localhost";
    public static final String MANAGEMENT = "management.localhost";
    public static final String GRAPH = "graph.localhost";
    public static final String MANAGED_HSMS = "*.managedhsm.localhost";

    private Names() {}
}
