package io.strongroom.client.cli;

import picocli.CommandLine.Option;

import java.time.Duration;

/** The options of every command that takes a node in. */
final class NewcomerOptions {
    /** What the nodes of one cluster usually share. */
    private static final int DEFAULT_LOG_PORT = 8444;

    @Option(
            names = "--id",
            required = true,
            paramLabel = "N",
            description = "The new node's id, never used before.")
    private int id;

    @Option(
            names = "--host",
            required = true,
            paramLabel = "HOST",
            description = "Where the other nodes reach the new node's log.")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The new node's log's port; 8444 unless said otherwise.")
    private int port = DEFAULT_LOG_PORT;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "Gives up after so long without progress; 120 unless said otherwise.")
    private int patience = 120;

    Joining.Newcomer node() {
        return new Joining.Newcomer(id, host, port);
    }

    Joining.Settings waits() {
        return Joining.Settings.patient(Duration.ofSeconds(patience));
    }
}
