package io.strongroom.chaos.suite.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.client.api.MemberJson;

import org.junit.jupiter.api.Test;

import java.util.List;

final class NewcomerTest {
    private static final String FOUNDER =
            """
            # Node 2 of a development cluster, written by: strongroom dev up
            node:
              id: 2
              dataDir: data
            cluster:
              id: 7d9d3a4e-9a3b-4d2c-8f3e-0a4b6c8d9e0f
              peers:
                - {id: 1, host: 172.29.77.1, port: 8444}
                - {id: 2, host: 172.29.77.2, port: 8444}
                - {id: 3, host: 172.29.77.3, port: 8444}
              certificate: cluster.pem
            http:
              bindAddress: 172.29.77.2
            """;

    @Test
    void configuration_ofAFoundersHost_joinsUnderItsOwnIdAndTheHostsAddress() {
        assertEquals(
                """
                # Node 2 of a development cluster, written by: strongroom dev up
                node:
                  id: 4
                  dataDir: data
                cluster:
                  id: 7d9d3a4e-9a3b-4d2c-8f3e-0a4b6c8d9e0f
                  join: true
                  peers:
                    - {id: 1, host: 172.29.77.1, port: 8444}
                    - {id: 3, host: 172.29.77.3, port: 8444}
                    - {id: 4, host: 172.29.77.2, port: 8444}
                  certificate: cluster.pem
                http:
                  bindAddress: 172.29.77.2
                """,
                new Newcomer(4, "172.29.77.2", 8444)
                        .configuration(FOUNDER, List.of(member(1), member(3))));
    }

    @Test
    void configuration_ofAHostWhoseNodeJoined_saysSoOnceAndForgetsIt() {
        String joined =
                new Newcomer(4, "172.29.77.2", 8444)
                        .configuration(FOUNDER, List.of(member(1), member(3)));

        String again =
                new Newcomer(5, "172.29.77.2", 8445)
                        .configuration(joined, List.of(member(1), member(3)));

        assertEquals(
                joined.replace("  id: 4\n", "  id: 5\n")
                        .replace(
                                "{id: 4, host: 172.29.77.2, port: 8444}",
                                "{id: 5, host: 172.29.77.2, port: 8445}"),
                again);
    }

    private static MemberJson member(int id) {
        return new MemberJson(
                id, "172.29.77." + id, 8444, true, false, null, null, null, null, null);
    }
}
