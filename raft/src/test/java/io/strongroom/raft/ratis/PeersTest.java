package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.raft.LogConfig.Peer;

import org.apache.ratis.protocol.RaftPeer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class PeersTest {
    @ParameterizedTest
    @CsvSource({"10.0.0.7,10.0.0.7:8444", "n7.example,n7.example:8444", "fd00::7,[fd00::7]:8444"})
    void of_anyKindOfHost_isAnAddressThatGrpcTakes(String host, String address) {
        Peer peer = new Peer(7, host, 8444);
        RaftPeer ratis = Peers.of(List.of(peer)).getFirst();
        assertEquals(address, ratis.getAddress());
        assertEquals(peer, Peers.of(ratis));
    }
}
