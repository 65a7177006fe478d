package io.strongroom.hsm.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class Pkcs11RootKeyDeviceTest {
    @Test
    void newest_isTheHighestNumberBehindTheLabelOfAKeyThatWraps() {
        assertEquals(1, newest());
        assertEquals(1, newest(key("root")));
        assertEquals(10, newest(key("root"), key("root-10"), key("root-2")));
        assertEquals(
                1,
                newest(
                        key("root"),
                        key("root-0"),
                        key("root-1"),
                        key("root-02"),
                        key("root-next"),
                        key("other-7"),
                        key("root-9999999999")));
        assertEquals(
                2,
                newest(
                        key("root-2"),
                        new RootKeyInfo(
                                "root-3",
                                Optional.empty(),
                                Optional.of("CKA_WRAP is false"),
                                false,
                                false,
                                true)));
    }

    @Test
    void generation_ofALabel_isTheNumberThatItsRootKeyGotIt() {
        for (int generation : new int[] {1, 2, 10, 999_999_999}) {
            String label = Pkcs11RootKeyDevice.label("root", generation);
            assertEquals(OptionalInt.of(generation), Pkcs11RootKeyDevice.generation("root", label));
        }
        for (String none : List.of("", "roo", "root-", "root-1", "root-02", "root-x", "other-7")) {
            assertEquals(OptionalInt.empty(), Pkcs11RootKeyDevice.generation("root", none), none);
        }
    }

    private static int newest(RootKeyInfo... keys) {
        return Pkcs11RootKeyDevice.newest("root", List.of(keys));
    }

    private static RootKeyInfo key(String label) {
        return new RootKeyInfo(label, Optional.of("00"), Optional.empty(), true, false, true);
    }
}
