package io.strongroom.chaos.suite.workload.crowd;

/** Clients of one kind. Runs once. For one thread, but for its clients. */
public interface Workload extends AutoCloseable {
    /** Those who do the work. */
    Clients clients();

    /**
     * Starts the clients.
     *
     * @param perSecond requests of all together
     */
    default void start(long seed, double perSecond) {
        clients().start(seed, perSecond);
    }

    /** Has the clients end their last call, then reads what the checks want to see at the end. */
    default void finish() throws InterruptedException {
        clients().stop();
    }

    @Override
    default void close() {
        clients().close();
    }
}
