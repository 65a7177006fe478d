package io.strongroom.chaos.suite.workload;

import io.strongroom.chaos.cluster.Access;
import io.strongroom.chaos.history.record.Recorder;
import io.strongroom.chaos.suite.workload.call.Connections;
import io.strongroom.chaos.suite.workload.call.Marker;
import io.strongroom.chaos.suite.workload.call.Tally;
import io.strongroom.chaos.suite.workload.crowd.Site;
import io.strongroom.chaos.suite.workload.crowd.Workload;
import io.strongroom.chaos.suite.workload.sdk.SdkConnections;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** All the clients of a run: its workloads, side by side. For one thread. */
public final class Crew implements AutoCloseable {
    private final Connections connections;
    private final List<Member> members = new ArrayList<>();

    private record Member(Workloads.Kind kind, Workload workload) {}

    private Crew(Connections connections) {
        this.connections = connections;
    }

    /**
     * Makes the clients; they do nothing yet.
     *
     * @param marker what all values begin with on their way to the cluster
     */
    public static Crew make(
            List<String> names, Access access, Marker marker, Recorder recorder, Tally tally)
            throws IOException {
        Crew crew = new Crew(new Connections(access, marker));
        try {
            Site smart = new Site(crew.connections, recorder, tally);
            Site sdk = smart.by(new SdkConnections(access, marker));
            for (String name : names) {
                Workloads.Kind kind = Workloads.kind(name);
                Site site =
                        switch (kind.client()) {
                            case SMART -> smart;
                            case SDK -> sdk;
                        };
                crew.members.add(new Member(kind, kind.maker().make(name, site)));
            }
            return crew;
        } catch (RuntimeException e) {
            crew.close();
            throw e;
        }
    }

    /**
     * Starts them.
     *
     * @param perSecond requests of all together
     */
    public void start(long seed, double perSecond) {
        Random seeds = new Random(seed);
        double all = members.stream().mapToDouble(one -> one.kind.share()).sum();
        for (Member one : members) {
            one.workload.start(seeds.nextLong(), perSecond * one.kind.share() / all);
        }
    }

    /**
     * Has them all end, one after the other, whatever becomes of the others.
     *
     * @throws IllegalStateException of the first whose clients broke, or do not end
     */
    public void finish() throws InterruptedException {
        IllegalStateException broken = null;
        for (Member one : members) {
            try {
                one.workload.finish();
            } catch (IllegalStateException e) {
                broken = broken == null ? e : broken;
            }
        }
        if (broken != null) {
            throw broken;
        }
    }

    @Override
    public void close() {
        members.forEach(one -> one.workload.close());
        connections.close();
    }
}
