package io.strongroom.chaos.suite.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.suite.campaign.Enough.Next;
import io.strongroom.chaos.suite.nemesis.Nemesis;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

final class EnoughTest {
    private static final Map<String, List<Nemesis>> ALL = Nemeses.named(List.of("kill", "pause"));
    private static final Duration SECOND = Duration.ofSeconds(1);

    // As with the real clock, what it says means nothing by itself.
    private static final long START = Long.MAX_VALUE - 10 * SECOND.toNanos();
    private final Enough enough = new Enough(Set.of("kill", "pause"), 2, at(60), at(80));

    private static long at(int seconds) {
        return START + seconds * SECOND.toNanos();
    }

    /** Two seconds of rest and three of the fault. */
    private static FaultPlan.Blow blow(String... kinds) {
        return new FaultPlan.Blow(
                Stream.of(kinds)
                        .map(kind ->
                                new FaultPlan.Part(
                                        ALL.getOrDefault(kind, List.of()).getFirst(),
                                        Duration.ZERO,
                                        SECOND.multipliedBy(3)))
                        .toList(),
                SECOND.multipliedBy(2));
    }

    @Test
    void next_inTime_strikesWhateverCame() {
        for (int second = 0; second <= 55; second += 5) {
            assertEquals(Next.STRIKE, enough.next(blow("kill"), at(second)));
        }
    }

    @Test
    void next_whenTheTimeIsUpAndEachCame_stops() {
        var _ = enough.next(blow("kill", "pause"), at(0));
        var _ = enough.next(blow("kill", "pause"), at(10));
        assertEquals(Next.STRIKE, enough.next(blow("kill"), at(55)));
        assertEquals(Next.STOP, enough.next(blow("kill"), at(56)));
    }

    @Test
    void next_whenOneCameTooSeldom_strikesThatOneOnlyUntilItIsEnough() {
        var _ = enough.next(blow("kill", "pause"), at(0));
        var _ = enough.next(blow("kill"), at(10));
        assertEquals(Next.SKIP, enough.next(blow("kill"), at(60)));
        assertEquals(Next.STRIKE, enough.next(blow("pause"), at(60)));
        assertEquals(Next.STOP, enough.next(blow("pause"), at(66)));
    }

    @Test
    void next_whenItWouldLastTooLong_stopsWhateverIsLacking() {
        assertEquals(Next.STRIKE, enough.next(blow("pause"), at(75)));
        assertEquals(Next.STOP, enough.next(blow("pause"), at(76)));
    }
}
