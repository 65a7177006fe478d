package io.strongroom.raft.ratis.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.ratis.membership.PeerQuestion;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class StandingTest {
    @Test
    void decode_whatWasEncoded_givesItBack() {
        Standing standing = new Standing(3, 7, true, 123_456_789_012L, -1);
        assertEquals(Optional.of(standing), Standing.decode(standing.encode()));
    }

    @Test
    void decode_anythingElse_isEmpty() {
        assertEquals(Optional.empty(), Standing.decode(new byte[0]));
        assertEquals(Optional.empty(), Standing.decode(new byte[33]));
        assertEquals(Optional.empty(), Standing.decode(Standing.question()));
    }

    @Test
    void isQuestion_tellsItFromTheOneAboutTheMembership() {
        assertTrue(Standing.isQuestion(Standing.question()));
        assertFalse(Standing.isQuestion(new PeerQuestion(1).encode()));
        assertFalse(Standing.isQuestion(new byte[4]));
    }
}
