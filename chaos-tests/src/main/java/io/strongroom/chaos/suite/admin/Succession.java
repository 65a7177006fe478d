package io.strongroom.chaos.suite.admin;

import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.NodeFailure;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.chaos.suite.stage.Watch;
import io.strongroom.client.api.ClusterJson;
import io.strongroom.client.api.MemberJson;

import java.time.Duration;

/**
 * One node for another on the same host, under an id that was never used. What there is between its
 * steps, a command to the cluster for each, is the caller's.
 *
 * @param leaving as the cluster knew it when this began
 * @param id of the node that comes
 */
public record Succession(Operator operator, Watch watch, Host place, MemberJson leaving, int id) {
    /** The ids of host N's nodes are N, N + 10, N + 20, ...: none is ever used again. */
    private static final int STEP = 10;

    private static final Duration STARTS_WITHIN = Duration.ofMinutes(4);
    private static final Duration POLL = Duration.ofMillis(300);

    /** To be asked before anybody leaves. */
    public static Succession begin(Operator operator, Watch watch, Host place)
            throws StageException, InterruptedException {
        ClusterJson before = operator.status();
        int old = watch.id(place.id());
        MemberJson leaving =
                before.members().stream()
                        .filter(one -> one.id() == old)
                        .findFirst()
                        .orElseThrow(() -> new NodeFailure("node " + old + " is no member"));
        return new Succession(operator, watch, place, leaving, old + STEP);
    }

    /**
     * Has the new node, with nothing of the old one's, start on the host, which stands still.
     *
     * @param port where its log is reached
     * @return once it answers; it serves when it is a member
     */
    public Newcomer moveIn(int port) throws StageException, InterruptedException {
        Newcomer next = new Newcomer(id, place.address(), port);
        next.moveInto(place, operator.status().members());
        place.start();
        long start = System.nanoTime();
        while (watch.health(place.id()).isEmpty() || watch.id(place.id()) != id) {
            if (System.nanoTime() - start > STARTS_WITHIN.toNanos()) {
                throw new NodeFailure("node " + id + " did not start");
            }
            Thread.sleep(POLL);
        }
        return next;
    }
}
