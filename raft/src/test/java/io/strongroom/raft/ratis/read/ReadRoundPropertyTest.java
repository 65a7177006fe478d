package io.strongroom.raft.ratis.read;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Elections, writes and reads in random order, with leaders that do not know that they were
 * replaced: what is proven is never older than what was acknowledged when the read began.
 */
class ReadRoundPropertyTest {
    private static final int RUNS = 2_000;
    private static final int STEPS = 120;

    @Test
    void add_whateverHappensMeanwhile_provesNothingStale() {
        int proven = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            proven += new Model(new Random(seed), seed % 2 == 0 ? 3 : 5).run("seed " + seed);
        }
        assertTrue(proven > RUNS, proven + " reads were proven at all");
    }

    /** The terms and the leaders of some nodes, as Raft's rules let them change. */
    private static final class Model {
        private final Random random;
        private final long[] terms;
        private final long[] ledTerms;
        private final long[] commits;
        private final List<Read> reads = new ArrayList<>();
        private long acknowledged;

        private record Read(long acknowledgedBefore, ReadRound round) {}

        Model(Random random, int nodes) {
            this.random = random;
            this.terms = new long[nodes];
            this.ledTerms = new long[nodes];
            this.commits = new long[nodes];
        }

        int run(String what) {
            int proven = 0;
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(8)) {
                    case 0 -> elect();
                    case 1, 2 -> write();
                    case 3 -> reads.add(begin());
                    default -> proven += answer(what);
                }
            }
            return proven;
        }

        private Read begin() {
            return new Read(
                    acknowledged,
                    new ReadRound(
                            IntStream.range(0, terms.length).boxed().collect(Collectors.toSet()),
                            0));
        }

        private List<Integer> majority() {
            List<Integer> nodes =
                    new ArrayList<>(IntStream.range(0, terms.length).boxed().toList());
            Collections.shuffle(nodes, random);
            return nodes.subList(0, terms.length / 2 + 1);
        }

        /** The voters move to the new term; of a leader among the others nobody is told. */
        private void elect() {
            List<Integer> voters = majority();
            long term = voters.stream().mapToLong(node -> terms[node]).max().orElseThrow() + 1;
            voters.forEach(node -> terms[node] = term);
            int leader = voters.getFirst();
            ledTerms[leader] = term;
            // Its first entry is committed: it has all that was acknowledged, and one more.
            commits[leader] = ++acknowledged;
        }

        private boolean leads(int node) {
            return ledTerms[node] > 0 && ledTerms[node] == terms[node];
        }

        /** Whoever takes itself for a leader tries, with whomever it reaches. */
        private void write() {
            int leader = random.nextInt(terms.length);
            List<Integer> reached = majority();
            boolean accepted =
                    leads(leader)
                            && reached.contains(leader)
                            && reached.stream().allMatch(node -> terms[node] <= terms[leader]);
            if (accepted) {
                reached.forEach(node -> terms[node] = terms[leader]);
                commits[leader] = ++acknowledged;
            }
        }

        private int answer(String what) {
            if (reads.isEmpty()) {
                return 0;
            }
            Read read = reads.get(random.nextInt(reads.size()));
            int node = random.nextInt(terms.length);
            OptionalLong index =
                    read.round()
                            .add(new Standing(node, terms[node], leads(node), commits[node], 0));
            if (index.isEmpty()) {
                return 0;
            }
            assertTrue(
                    index.getAsLong() >= read.acknowledgedBefore(),
                    () -> what + ": " + index + " is older than " + read.acknowledgedBefore());
            reads.remove(read);
            return 1;
        }
    }
}
