package io.strongroom.chaos.suite.workload.call;

import io.strongroom.chaos.cluster.Access;
import io.strongroom.client.AdminClient;
import io.strongroom.client.ClientSecretTokens;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.TokenProvider;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The smart client's ways to the cluster, shared by all workloads of a run: one to the leader, one
 * to any node, and one to each node alone, whatever happens to it: clients that only ever ask one
 * node would see a deposed leader's old state. Thread-safe.
 */
public final class Connections implements Ways, AutoCloseable {
    /**
     * One attempt takes all of it: there is no other node to ask, and what waits may be answered.
     */
    private static final Duration ALONE_TOTAL = Duration.ofSeconds(5);

    private final Access access;
    private final Marker marker;
    private final Transport leader;
    private final Transport any;
    private final List<Transport> alone = new ArrayList<>();
    private final List<Transport> apart = new CopyOnWriteArrayList<>();
    private final Tuning oneNode;

    /** Who has a token needs no node to give another: one for all. */
    private final TokenProvider officer;

    private final ClientSecretTokens holder;

    /** Connects nothing yet. */
    public Connections(Access access, Marker marker) throws IOException {
        this.access = access;
        this.marker = marker;
        Tuning anyNode = Tuning.defaults().withReads(Tuning.Reads.ANY_NODE);
        leader = access.transport(Tuning.defaults());
        any = access.transport(anyNode);
        oneNode = anyNode.withTotal(ALONE_TOTAL).withFirstAttempt(ALONE_TOTAL);
        for (int node = 1; node <= access.nodes().size(); node++) {
            alone.add(toOnly(node));
        }
        officer = access.tokens(leader);
        holder =
                new ClientSecretTokens(
                        leader,
                        new ClientSecretTokens.Credential(
                                URI.create(access.env("AZURE_AUTHORITY_HOST")),
                                access.env("AZURE_TENANT_ID"),
                                access.env("STRONGROOM_NOROLE_CLIENT_ID"),
                                access.env("STRONGROOM_NOROLE_CLIENT_SECRET")));
    }

    public Access access() {
        return access;
    }

    public Marker marker() {
        return marker;
    }

    @Override
    public int nodes() {
        return alone.size();
    }

    @Override
    public Target leader(String vault) {
        return target(leader, vault);
    }

    @Override
    public Target anyNode(String vault) {
        return target(any, vault);
    }

    @Override
    public Target only(int node, String vault) {
        return target(alone.get(node - 1), vault);
    }

    @Override
    public Target apart(int node, String vault) {
        Transport own = toOnly(node);
        apart.add(own);
        return target(own, vault);
    }

    private Transport toOnly(int node) {
        return new Transport(leader.cluster().only(access.nodes().get(node - 1)), oneNode);
    }

    private Target target(Transport transport, String vault) {
        return new SmartTarget(new StrongroomClient(transport, officer).vault(vault), marker);
    }

    /** Roles of the principal that is founded without any, changed through the leader first. */
    public Target roles() {
        return roles(leader);
    }

    @Override
    public Target holder() {
        return roles(any);
    }

    @Override
    public Target holderOnly(int node) {
        return roles(alone.get(node - 1));
    }

    private Target roles(Transport transport) {
        return new RolesTarget(
                new AdminClient(transport, officer),
                holder,
                new StrongroomClient(transport, holder),
                marker,
                new AtomicInteger());
    }

    @Override
    public void close() {
        leader.close();
        any.close();
        alone.forEach(Transport::close);
        apart.forEach(Transport::close);
    }
}
