package io.strongroom.chaos.check.linear;

import io.strongroom.chaos.history.Operation;

import java.util.List;
import java.util.Set;

/** Whether the operations on one name are linearizable. */
final class Decision {
    private static final SecretModel MODEL = new SecretModel();

    private Decision() {}

    /**
     * See {@link SecretCalls#of} for the doubted ones.
     *
     * <p>A history that is explained without the operations that may never have happened is
     * explained; only one that is not needs the longer search with them.
     */
    static Search.Result<SecretCommand> of(
            List<Operation> operations, Set<Long> doubted, long budget) {
        List<Call<SecretCommand>> calls = SecretCalls.of(operations, doubted);
        List<Call<SecretCommand>> certain = calls.stream().filter(Call::certain).toList();
        Search.Result<SecretCommand> without = Search.run(MODEL, certain, budget);
        boolean settled = without.answer() == Search.Answer.YES || certain.size() == calls.size();
        return settled ? without : Search.run(MODEL, calls, budget);
    }
}
