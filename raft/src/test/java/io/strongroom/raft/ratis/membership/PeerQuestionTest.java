package io.strongroom.raft.ratis.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.ratis.membership.PeerQuestion.Answer;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class PeerQuestionTest {
    @Test
    void decode_ofWhatWasEncoded_givesItBack() {
        PeerQuestion question = new PeerQuestion(7);
        assertEquals(Optional.of(question), PeerQuestion.decode(question.encode()));
        Answer answer = new Answer(true, 1L << 40, false);
        assertEquals(Optional.of(answer), Answer.decode(answer.encode()));
        Answer other = new Answer(false, -1, true);
        assertEquals(Optional.of(other), Answer.decode(other.encode()));
    }

    @Test
    void decode_ofAnythingElse_isEmpty() {
        assertEquals(Optional.empty(), PeerQuestion.decode(new byte[0]));
        assertEquals(Optional.empty(), PeerQuestion.decode(new byte[8]));
        assertEquals(Optional.empty(), Answer.decode(new byte[14]));
        assertEquals(Optional.empty(), Answer.decode(new PeerQuestion(1).encode()));
    }

    @Test
    void provesRemoval_needsAYoungerMembershipWithoutTheNode() {
        assertTrue(new Answer(true, 11, false).provesRemovalSince(10));
        assertFalse(new Answer(true, 11, true).provesRemovalSince(10));
        assertFalse(new Answer(true, 10, false).provesRemovalSince(10));
        assertFalse(new Answer(true, -1, false).provesRemovalSince(-1));
    }
}
