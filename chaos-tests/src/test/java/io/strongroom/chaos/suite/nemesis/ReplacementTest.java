package io.strongroom.chaos.suite.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ReplacementTest {
    private static final String PEERS = "    - {id: 12, host: 10.0.0.2, port: 8444}\n";

    private static final String FOUNDED =
            """
            # Node 2
            node:
              id: 2
              dataDir: data
            cluster:
              id: 6b
              peers:
                - {id: 1, host: 10.0.0.1, port: 8444}
                - {id: 2, host: 10.0.0.2, port: 8444}
              certificate: cluster.pem
            """;

    private static final String JOINING =
            """
            # Node 2
            node:
              id: 12
              dataDir: data
            cluster:
              id: 6b
              join: true
              peers:
                - {id: 12, host: 10.0.0.2, port: 8444}
              certificate: cluster.pem
            """;

    @Test
    void joining_ofAFounder_hasTheNewIdAndPeers() {
        assertEquals(JOINING, Replacement.joining(FOUNDED, 12, PEERS));
    }

    @Test
    void joining_again_joinsOnce() {
        assertEquals(
                JOINING.replace("id: 12", "id: 22"),
                Replacement.joining(JOINING, 22, PEERS.replace("id: 12", "id: 22")));
    }
}
