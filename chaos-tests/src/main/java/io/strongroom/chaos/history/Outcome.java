package io.strongroom.chaos.history;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How an operation ended, as far as its client can tell. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Ok.class, name = "ok"),
    @JsonSubTypes.Type(value = Outcome.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Outcome.Unknown.class, name = "unknown")
})
public sealed interface Outcome {
    /** It was answered, be it with a refusal: acknowledged, and binding for the vault. */
    record Ok(Seen seen) implements Outcome {}

    /**
     * It certainly did not happen and says nothing of the state.
     *
     * @param cause one of few words, to count by: an error code, never a message
     */
    record Failed(String cause) implements Outcome {}

    /**
     * It may have happened, or may happen at any time after its begin, or never.
     *
     * @param cause one of few words, to count by
     */
    record Unknown(String cause) implements Outcome {}
}
