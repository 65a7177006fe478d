package io.strongroom.chaos.suite.workload;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.invariant.ReadAtLast;

import org.junit.jupiter.api.Test;

import java.util.List;

class WorkloadsTest {
    @Test
    void checks_ofTheRegister_wantAReadThroughEachNodeWhereTheClientChoosesOne() {
        List<Check> checks = Workloads.checks(List.of("register", "register-sdk"), 5);
        assertTrue(checks.contains(new ReadAtLast("register", 5)), checks::toString);
        assertTrue(checks.contains(new ReadAtLast("register-sdk", 1)), checks::toString);
    }
}
