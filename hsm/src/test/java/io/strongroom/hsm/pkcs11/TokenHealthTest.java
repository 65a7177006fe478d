package io.strongroom.hsm.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKeyTrouble;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

final class TokenHealthTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(TokenHealth.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private Optional<RootKeyTrouble> planted = Optional.empty();
    private long nanos;
    private int looks;
    private final TokenHealth health = new TokenHealth(this::look, () -> nanos);

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
    }

    private void look() throws HsmException {
        looks++;
        if (planted.isPresent()) {
            throw new HsmException(planted.get().kind(), planted.get().reason());
        }
    }

    private Optional<RootKeyTrouble> later() {
        nanos += Duration.ofSeconds(2).toNanos();
        return health.trouble();
    }

    private void plant(Kind kind, String reason) {
        planted = Optional.of(new RootKeyTrouble(kind, reason));
    }

    @Test
    void trouble_withinTwoSeconds_isWhatIsKnown() {
        plant(Kind.UNAVAILABLE, "away");
        nanos += Duration.ofSeconds(2).toNanos() - 1;
        assertEquals(Optional.empty(), health.trouble());
        nanos++;
        assertEquals(planted, health.trouble());
        planted = Optional.empty();
        assertEquals(Optional.of(new RootKeyTrouble(Kind.UNAVAILABLE, "away")), health.trouble());
        assertEquals(1, looks);
    }

    @Test
    void trouble_whileItLasts_isToldOnceAndAgainWhenItsKindChanges() {
        plant(Kind.UNAVAILABLE, "the HSM does not work: CKR_GENERAL_ERROR");
        later();
        plant(Kind.UNAVAILABLE, "the HSM is away: no token");
        later();
        plant(Kind.CONFIGURATION, "refused the PIN: there was one attempt");
        later();
        plant(Kind.CONFIGURATION, "refused the PIN and is not asked again");
        assertEquals(planted, later());
        assertEquals(
                List.of(
                        "the HSM does not work: CKR_GENERAL_ERROR",
                        "refused the PIN: there was one attempt"),
                told());
    }

    @Test
    void trouble_afterItWasOver_isToldAnew() {
        plant(Kind.UNAVAILABLE, "away");
        later();
        planted = Optional.empty();
        assertEquals(Optional.empty(), later());
        plant(Kind.UNAVAILABLE, "away again");
        later();
        assertEquals(List.of("away", "away again"), told());
    }

    private List<String> told() {
        logged.list.forEach(event -> assertEquals("root_key_unavailable", event.getMessage()));
        return logged.list.stream()
                .map(event -> String.valueOf(event.getKeyValuePairs().getFirst().value))
                .toList();
    }
}
