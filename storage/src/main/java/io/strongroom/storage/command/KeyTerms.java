package io.strongroom.storage.command;

import java.util.Optional;
import java.util.SortedMap;

/**
 * What a version of a key has from its caller and takes over from the version before when it is
 * rotated: mostly the same for all of a key's versions, and larger than the rest of them.
 */
public record KeyTerms(SortedMap<String, String> tags, Optional<ReleasePolicy> releasePolicy) {
    public KeyTerms {
        tags = Tags.copyOf(tags);
    }
}
