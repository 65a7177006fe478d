package io.strongroom.chaos.history;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run is repeated from.
 *
 * @param facts versions, options and the machine, by name, as a report shows them
 */
public record RunInfo(long seed, long startWallMillis, SortedMap<String, String> facts) {
    public RunInfo {
        facts = new TreeMap<>(facts);
    }
}
