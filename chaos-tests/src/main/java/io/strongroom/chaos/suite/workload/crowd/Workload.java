package io.strongroom.chaos.suite.workload.crowd;

/** Clients of one kind. Runs once. For one thread, but for its clients. */
public interface Workload extends AutoCloseable {
    /**
     * Starts the clients.
     *
     * @param perSecond requests of all together
     */
    void start(long seed, double perSecond);

    /** Has the clients end their last call, then reads what the checks want to see at the end. */
    void finish() throws InterruptedException;

    @Override
    void close();
}
