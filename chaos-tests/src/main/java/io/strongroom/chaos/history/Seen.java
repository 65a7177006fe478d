package io.strongroom.chaos.history;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import java.util.List;

/** What an answer says about the state at some moment between the operation's begin and end. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "saw")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Seen.Done.class, name = "done"),
    @JsonSubTypes.Type(value = Seen.Version.class, name = "version"),
    @JsonSubTypes.Type(value = Seen.Deletion.class, name = "deletion"),
    @JsonSubTypes.Type(value = Seen.Listing.class, name = "listing"),
    @JsonSubTypes.Type(value = Seen.Refused.class, name = "refused")
})
public sealed interface Seen {
    /** It was done, and nothing more was said. */
    record Done() implements Seen {}

    /** A version that was made or read. */
    record Version(String version, String value) implements Seen {}

    /** A deleted secret, with the times that the vault states, in seconds since 1970. */
    record Deletion(long deletedSeconds, long scheduledPurgeSeconds) implements Seen {}

    /** Names or version ids in the order in which they came, all pages together. */
    record Listing(List<String> items) implements Seen {
        public Listing {
            items = List.copyOf(items);
        }
    }

    /** The vault answered that the state does not allow it. */
    record Refused(Refusal refusal) implements Seen {}

    /** Why the state did not allow it. */
    enum Refusal {
        /** 404. */
        NOT_FOUND,
        /** 409. */
        CONFLICT,
        /** 403: says nothing of the name. */
        FORBIDDEN
    }
}
