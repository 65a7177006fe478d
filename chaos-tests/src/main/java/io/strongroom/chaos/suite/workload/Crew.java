package io.strongroom.chaos.suite.workload;

import io.strongroom.chaos.cluster.Access;
import io.strongroom.chaos.history.record.Recorder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** All the clients of a run: its workloads, side by side. For one thread. */
public final class Crew implements AutoCloseable {
    private final List<Member> members = new ArrayList<>();

    private record Member(Workloads.Kind kind, Workload workload) {}

    private Crew() {}

    /** Makes the clients; they do nothing yet. */
    public static Crew make(List<String> names, Access access, Recorder recorder, Tally tally)
            throws IOException {
        Crew crew = new Crew();
        try {
            for (String name : names) {
                Workloads.Kind kind = Workloads.kind(name);
                crew.members.add(new Member(kind, kind.maker().make(access, recorder, tally)));
            }
            return crew;
        } catch (IOException | RuntimeException e) {
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

    /** Has them all end, one after the other. */
    public void finish() throws InterruptedException {
        for (Member one : members) {
            one.workload.finish();
        }
    }

    @Override
    public void close() {
        members.forEach(one -> one.workload.close());
    }
}
