package io.strongroom.chaos.check.linear;

import java.util.SortedSet;

/**
 * A name in a vault.
 *
 * @param latest number of the write that made the latest version; 0 when nobody ever reads it, or
 *     there is none
 * @param versions numbers of the writes whose versions exist and are asked for by version
 */
record SecretState(Life life, int latest, SortedSet<Integer> versions) {
    enum Life {
        ABSENT,
        LIVE,
        /** Recoverable. */
        DELETED
    }
}
