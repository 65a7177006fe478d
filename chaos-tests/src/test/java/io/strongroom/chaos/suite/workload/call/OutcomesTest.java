package io.strongroom.chaos.suite.workload.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Seen;
import io.strongroom.client.api.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OutcomesTest {
    @Test
    void of_refusalsByTheState_areAnswers() {
        assertEquals(
                refused(Seen.Refusal.NOT_FOUND), Outcomes.of(ErrorCode.SECRET_NOT_FOUND, false));
        assertEquals(
                refused(Seen.Refusal.CONFLICT), Outcomes.of(ErrorCode.OBJECT_IS_DELETED, false));
        assertEquals(
                refused(Seen.Refusal.FORBIDDEN), Outcomes.of(ErrorCode.FORBIDDEN_BY_RBAC, false));
    }

    @Test
    void of_whatCertainlyDidNotHappen_isFailed() {
        assertEquals(
                new Outcome.Failed("service unavailable"),
                Outcomes.of(ErrorCode.SERVICE_UNAVAILABLE, false));
        assertEquals(new Outcome.Failed("throttled"), Outcomes.of(ErrorCode.THROTTLED, false));
        // Says nothing of the name.
        assertInstanceOf(Outcome.Failed.class, Outcomes.of(ErrorCode.VAULT_NOT_FOUND, false));
    }

    @ParameterizedTest
    @EnumSource
    void of_anythingAfterAnAttemptWithoutOutcome_isUnknown(ErrorCode code) {
        assertInstanceOf(Outcome.Unknown.class, Outcomes.of(code, true));
    }

    @ParameterizedTest
    @EnumSource
    void of_codesWhoseOutcomeIsUnknown_isUnknown(ErrorCode code) {
        boolean unknown = Outcomes.of(code, false) instanceof Outcome.Unknown;

        assertEquals(code.retry() == ErrorCode.Retry.OUTCOME_UNKNOWN, unknown);
    }

    private static Outcome refused(Seen.Refusal why) {
        return new Outcome.Ok(new Seen.Refused(why));
    }
}
