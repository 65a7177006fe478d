package io.strongroom.storage.command;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.storage.fake.SampleKeys;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.OptionalLong;

final class RotationPolicyTest {
    private static final long DAY = 86_400;

    /** By reckoning in days of months, each version is ten days from its rotation at birth. */
    private static final RotationPolicy AT_BIRTH =
            new RotationPolicy(
                    Optional.of("P2Y"),
                    Optional.of(new RotationPolicy.Trigger("P24M", true)),
                    Optional.empty(),
                    0,
                    0);

    private static KeyVersion version(long created, OptionalLong end) {
        KeyVersion one = SampleKeys.stored(1);
        return new KeyVersion(
                one.name(),
                one.version(),
                one.material(),
                one.operations(),
                one.releasePolicy(),
                one.tags(),
                new ItemAttributes(true, OptionalLong.empty(), end),
                created,
                created);
    }

    @Test
    void isDue_ofAVersionWhoseEndIsThePolicys_notWithinSevenDays() {
        KeyVersion version = version(1_000, AT_BIRTH.endOf(1_000));
        assertFalse(AT_BIRTH.isDue(version, 1_000));
        assertFalse(AT_BIRTH.isDue(version, 999 + 7 * DAY));
        assertTrue(AT_BIRTH.isDue(version, 1_000 + 7 * DAY));
    }

    @Test
    void isDue_ofAVersionWhoseEndSomebodySet_atOnce() {
        assertTrue(AT_BIRTH.isDue(version(1_000, OptionalLong.of(2_000)), 1_000));
        assertFalse(AT_BIRTH.isDue(version(1_000, OptionalLong.empty()), 1_000 + 9 * DAY));
    }
}
