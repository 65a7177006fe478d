package io.strongroom.storage.command;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tags in the one order that their encoding knows, whatever order the giver's map had. */
final class Tags {
    private Tags() {}

    static SortedMap<String, String> copyOf(SortedMap<String, String> tags) {
        // Not the copy constructor: it would take over the given map's comparator.
        TreeMap<String, String> copy = new TreeMap<>();
        copy.putAll(tags);
        return Collections.unmodifiableSortedMap(copy);
    }
}
