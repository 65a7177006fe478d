package io.strongroom.chaos.suite.workload.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Seen;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.UncheckedIOException;
import java.net.SocketException;

final class SdkOutcomesTest {
    private static final Action SET = new Action.Set("value");
    private static final Action GET = new Action.Get();

    @Test
    void of_refusalsByTheState_areAnswers() {
        assertEquals(refused(Seen.Refusal.NOT_FOUND), SdkOutcomes.of(GET, 404));
        assertEquals(refused(Seen.Refusal.CONFLICT), SdkOutcomes.of(SET, 409));
        assertEquals(refused(Seen.Refusal.FORBIDDEN), SdkOutcomes.of(SET, 403));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 429})
    void of_otherRefusals_didNotHappen(int status) {
        assertEquals(new Outcome.Failed("status " + status), SdkOutcomes.of(SET, status));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 500, 502, 503, 504})
    void of_anythingElseForAChange_isUnknown(int status) {
        assertInstanceOf(Outcome.Unknown.class, SdkOutcomes.of(SET, status));
        assertInstanceOf(Outcome.Failed.class, SdkOutcomes.of(GET, status));
    }

    @Test
    void of_noAnswer_isUnknownForAChange() {
        RuntimeException timeout = new IllegalStateException("timeout");

        assertEquals(new Outcome.Unknown("IllegalStateException"), SdkOutcomes.of(SET, timeout));
        assertEquals(new Outcome.Failed("IllegalStateException"), SdkOutcomes.of(GET, timeout));
    }

    @Test
    void of_whatTheSdkHasWrapped_isNamedByItsCause() {
        RuntimeException wrapped =
                new RuntimeException(new UncheckedIOException(new SocketException("reset")));

        assertEquals(new Outcome.Unknown("SocketException"), SdkOutcomes.of(SET, wrapped));
        assertEquals(
                new Outcome.Unknown("RuntimeException"),
                SdkOutcomes.of(SET, new RuntimeException("of its own")));
    }

    private static Outcome refused(Seen.Refusal why) {
        return new Outcome.Ok(new Seen.Refused(why));
    }
}
