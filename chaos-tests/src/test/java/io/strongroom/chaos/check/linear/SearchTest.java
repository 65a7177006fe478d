package io.strongroom.chaos.check.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.check.linear.SecretState.Life;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class SearchTest {
    private static final SecretModel MODEL = new SecretModel();
    private static final int HISTORIES = 60_000;

    /** Commands that meet often, so that a random order is explained about as often as not. */
    private static final List<SecretCommand> COMMANDS =
            List.of(
                    new SecretCommand.Write(1, 1),
                    new SecretCommand.Write(2, 0),
                    new SecretCommand.Write(0, 0),
                    new SecretCommand.ReadLatest(1),
                    new SecretCommand.ReadLatest(2),
                    new SecretCommand.ReadVersion(1),
                    new SecretCommand.NoVersion(1),
                    new SecretCommand.Delete(),
                    new SecretCommand.Delete(),
                    new SecretCommand.Recover(),
                    new SecretCommand.Purge(),
                    new SecretCommand.Is(Life.DELETED),
                    new SecretCommand.IsNot(Life.LIVE),
                    new SecretCommand.IsNot(Life.DELETED));

    @Test
    void search_onRandomHistories_agreesWithEveryOrderThereIs() {
        Random random = new Random(20_261_122);
        int explained = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<Call<SecretCommand>> calls = randomCalls(random);
            boolean expected = someOrderExplains(calls, 0, MODEL.initial());
            Search.Result<SecretCommand> found = Search.run(MODEL, calls, 100_000);
            assertEquals(
                    expected ? Search.Answer.YES : Search.Answer.NO,
                    found.answer(),
                    calls::toString);
            explained += expected ? 1 : 0;
        }
        int yes = explained;
        assertTrue(
                yes > HISTORIES / 10 && yes < HISTORIES * 9 / 10,
                () -> "lopsided: " + yes + " of " + HISTORIES);
    }

    @Test
    void search_overItsBudget_isUndecided() {
        List<Call<SecretCommand>> calls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            calls.add(Call.certain(i, i, 100 + i, new SecretCommand.Write(i + 1, 0)));
        }
        calls.add(Call.certain(99, 200, 201, new SecretCommand.ReadLatest(77)));

        assertEquals(Search.Answer.UNDECIDED, Search.run(MODEL, calls, 1_000).answer());
    }

    @Test
    void search_withMoreOpenCallsThanItHolds_isUndecided() {
        List<Call<SecretCommand>> calls = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            calls.add(Call.perhaps(i, i, new SecretCommand.Write(i + 1, 0)));
        }

        assertEquals(Search.Answer.UNDECIDED, Search.run(MODEL, calls, 1_000).answer());
    }

    @Test
    void search_withManyLostAnswersOfOneKind_staysSmall() {
        List<Call<SecretCommand>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(Call.perhaps(i, i, new SecretCommand.Write(0, 0)));
        }
        calls.add(Call.certain(99, 200, 201, new SecretCommand.ReadLatest(77)));

        Search.Result<SecretCommand> found = Search.run(MODEL, calls, 1_000);

        assertEquals(Search.Answer.NO, found.answer());
        assertTrue(found.steps() < 200, () -> found.steps() + " steps");
    }

    private static List<Call<SecretCommand>> randomCalls(Random random) {
        List<Call<SecretCommand>> calls = new ArrayList<>();
        int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            SecretCommand command = COMMANDS.get(random.nextInt(COMMANDS.size()));
            long begin = random.nextInt(12);
            Call<SecretCommand> certain =
                    Call.certain(i, begin, begin + random.nextInt(8), command);
            calls.add(
                    switch (random.nextInt(8)) {
                        case 0 -> Call.perhaps(i, begin, command);
                        case 1 -> certain.doubted();
                        default -> certain;
                    });
        }
        return calls;
    }

    /** Tries each call next that real time lets come before all that are left. */
    private static boolean someOrderExplains(
            List<Call<SecretCommand>> calls, int taken, SecretState state) {
        boolean done = true;
        for (int i = 0; i < calls.size(); i++) {
            done &= (taken & 1 << i) != 0 || !calls.get(i).certain();
        }
        if (done) {
            return true;
        }
        for (int i = 0; i < calls.size(); i++) {
            if ((taken & 1 << i) != 0 || comesAfterAnother(calls, taken, calls.get(i))) {
                continue;
            }
            SecretState after = MODEL.step(state, calls.get(i).command());
            if (after != null && someOrderExplains(calls, taken | 1 << i, after)) {
                return true;
            }
        }
        return false;
    }

    private static boolean comesAfterAnother(
            List<Call<SecretCommand>> calls, int taken, Call<SecretCommand> one) {
        for (int i = 0; i < calls.size(); i++) {
            Call<SecretCommand> other = calls.get(i);
            boolean isTaken = (taken & 1 << i) != 0;
            boolean otherHasToBeFirst = other.certain() && other.endNanos() < one.beginNanos();
            boolean itIsTooLate = one.endNanos() < other.beginNanos();
            if (isTaken ? itIsTooLate : otherHasToBeFirst) {
                return true;
            }
        }
        return false;
    }
}
