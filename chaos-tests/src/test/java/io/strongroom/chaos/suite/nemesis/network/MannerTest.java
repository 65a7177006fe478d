package io.strongroom.chaos.suite.nemesis.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

final class MannerTest {
    @Test
    void commands_toDrop_fillAChainAndUseIt() {
        assertEquals(
                "iptables -w -N UNHEARD"
                        + " && iptables -w -A UNHEARD -s 10.0.0.1 -p tcp -j DROP"
                        + " && iptables -w -A UNHEARD -s 10.0.0.2 -p tcp -j DROP"
                        + " && iptables -w -I INPUT -j UNHEARD",
                Manner.DROP.commands(List.of("10.0.0.1", "10.0.0.2")));
    }

    @Test
    void commands_toRefuse_resetConnections() {
        assertTrue(
                Manner.REJECT
                        .commands(List.of("10.0.0.1"))
                        .contains("-j REJECT --reject-with tcp-reset"));
    }
}
