package io.strongroom.chaos.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.suite.campaign.Nemeses;
import io.strongroom.chaos.suite.workload.Workloads;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.util.List;

final class SettingsTest {
    @Test
    void settings_whatIsTyped_isWhatIsPrinted() {
        Settings settings =
                parse(
                        "--minutes",
                        "30",
                        "--seed",
                        "1",
                        "--nemesis",
                        "pause,kill",
                        "--workload",
                        "register",
                        "--nodes",
                        "5",
                        "--rate",
                        "12.5");

        assertEquals(
                new Settings(30, 1, List.of("kill", "pause"), List.of("register"), 5, 12.5),
                settings);
        assertEquals(
                "--minutes 30 --seed 1 --nemesis kill,pause --workload register --nodes 5 --rate"
                        + " 12.5",
                settings.words());
    }

    @Test
    void settings_withoutOptions_areEveryKindWithAFreshSeed() {
        assertEquals(Nemeses.kinds(), parse().kinds());
        assertEquals(Workloads.names(), parse().workloads());
        assertEquals(3, parse().nodes());
        assertNotEquals(parse().seed(), parse().seed());
    }

    @Test
    void nodeSettings_whenFollowersAreToNeedSnapshots_haveTheOthersDropTheirLogSoon() {
        assertFalse(parse("--nemesis", "kill").nodeSettings().contains("erasure"));
        assertTrue(
                parse("--nemesis", "snapshot")
                        .nodeSettings()
                        .contains("erasure: {within: PT30S}\n"));
    }

    @Test
    void settings_outOfRange_areRefused() {
        for (String[] wrong :
                new String[][] {
                    {"--nodes", "4"},
                    {"--minutes", "0"},
                    {"--rate", "0"},
                    {"--nemesis", "earthquake"},
                    {"--nemesis", "all,earthquake"},
                    {"--workload", "all,idling"},
                    {"--workload", "idling"}
                }) {
            assertThrows(IllegalArgumentException.class, () -> parse(wrong));
        }
    }

    @Test
    void settings_withoutMinutes_areLongEnoughForTheKinds() {
        assertEquals(13, parse().minutes());
        assertEquals(16, parse("--nodes", "5").minutes());
        assertEquals(5, parse("--nemesis", "kill").minutes());
        // Not so often that it does not fit again.
        assertEquals(1, parse().timesEach());
        assertEquals(1, parse("--nodes", "5").timesEach());
    }

    @Test
    void settings_tooFewMinutesForTheKinds_areRefusedWithWhatTheyTake() {
        for (List<String> refused :
                List.of(
                        List.of("--minutes 5 --nemesis all", "--minutes 13"),
                        List.of("--minutes 5", "--minutes 13"),
                        List.of("--minutes 13 --nodes 5", "--minutes 16"),
                        List.of("--minutes 1 --nemesis kill,pause,partition", "--minutes 2"))) {
            IllegalArgumentException why =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> parse(refused.getFirst().split(" ", -1)));
            String message = String.valueOf(why.getMessage());
            assertTrue(message.contains("give it " + refused.getLast() + ","), message);
        }
    }

    /** What scripts and documents ask for. */
    @Test
    void settings_ofRunsThatAreAskedFor_areAccepted() {
        String quick = "--minutes 3 --rate 40 --nemesis kill,partition,pause,power-cut,transfer";
        assertEquals(1, parse(quick.split(" ", -1)).timesEach());
        for (String nodes : List.of("3", "5")) {
            assertEquals(3, parse("--minutes", "30", "--nodes", nodes).timesEach());
            assertEquals(3, parse("--minutes", "45", "--nodes", nodes).timesEach());
        }
    }

    @Test
    void timesEach_ofAShortRun_isLess() {
        assertEquals(1, parse("--minutes", "0.5", "--nemesis", "kill").timesEach());
        assertEquals(2, parse("--minutes", "3", "--nemesis", "kill,pause,partition").timesEach());
        assertEquals(3, parse("--minutes", "30").timesEach());
    }

    @Test
    void needsPreload_onlyForWhatALibraryMakes() {
        assertTrue(parse("--nemesis", "kill,clock", "--workload", "set").needsPreload());
        assertTrue(parse("--nemesis", "kill", "--workload", "retention").needsPreload());
        assertFalse(parse("--nemesis", "kill,pause", "--workload", "set").needsPreload());
    }

    private static Settings parse(String... arguments) {
        return CommandLine.populateCommand(new Options(), arguments).settings();
    }
}
