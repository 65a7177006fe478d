package io.strongroom.chaos.suite.nemesis.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

final class ShapeTest {
    private static final List<Integer> THREE = List.of(2, 1, 3);
    private static final List<Integer> FIVE = List.of(2, 1, 3, 4, 5);

    @Test
    void losses_ofALeaderInTheMinority_partItFromTheMore() {
        assertEquals(
                Map.of(1, Set.of(2), 2, Set.of(1, 3), 3, Set.of(2)),
                Shape.LEADER_IN_MINORITY.losses(THREE));
        assertEquals(
                Map.of(
                        1, Set.of(3, 4, 5),
                        2, Set.of(3, 4, 5),
                        3, Set.of(1, 2),
                        4, Set.of(1, 2),
                        5, Set.of(1, 2)),
                Shape.LEADER_IN_MINORITY.losses(FIVE));
    }

    @Test
    void losses_ofALeaderInTheMajority_partTheFewerFromIt() {
        assertEquals(
                Map.of(1, Set.of(3), 2, Set.of(3), 3, Set.of(1, 2)),
                Shape.LEADER_IN_MAJORITY.losses(THREE));
        assertEquals(
                Map.of(
                        1, Set.of(4, 5),
                        2, Set.of(4, 5),
                        3, Set.of(4, 5),
                        4, Set.of(1, 2, 3),
                        5, Set.of(1, 2, 3)),
                Shape.LEADER_IN_MAJORITY.losses(FIVE));
    }

    @Test
    void losses_ofABridge_leaveOneThatAllHear() {
        assertEquals(Map.of(2, Set.of(1), 1, Set.of(2)), Shape.BRIDGE.losses(THREE));
        assertEquals(
                Map.of(
                        1, Set.of(3, 4),
                        2, Set.of(3, 4),
                        3, Set.of(1, 2),
                        4, Set.of(1, 2)),
                Shape.BRIDGE.losses(FIVE));
    }

    @Test
    void losses_ofARing_leaveNeighbours() {
        assertEquals(
                Map.of(
                        2, Set.of(3, 4),
                        1, Set.of(4, 5),
                        3, Set.of(5, 2),
                        4, Set.of(2, 1),
                        5, Set.of(1, 3)),
                Shape.RING.losses(FIVE));
        assertEquals(Map.of(2, Set.of(1), 1, Set.of(3), 3, Set.of(2)), Shape.RING.losses(THREE));
    }

    @Test
    void losses_oneWay_areNoneTheOtherWay() {
        assertEquals(Map.of(1, Set.of(2), 3, Set.of(2)), Shape.FROM_LEADER.losses(THREE));
        assertEquals(Map.of(2, Set.of(1, 3)), Shape.TO_LEADER.losses(THREE));
    }

    @Test
    void losses_ofEachShape_partNoNodeFromItself() {
        for (Shape shape : Shape.values()) {
            shape.losses(FIVE).forEach((node, from) -> assertFalse(from.contains(node)));
        }
    }
}
