package io.strongroom.chaos.history.record;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.RunInfo;
import io.strongroom.chaos.history.Source;

import org.jspecify.annotations.Nullable;

/** A line of a history's file. Begin and end have a line each, so that a crash loses neither. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Line.Run.class, name = "run"),
    @JsonSubTypes.Type(value = Line.Begin.class, name = "begin"),
    @JsonSubTypes.Type(value = Line.End.class, name = "end"),
    @JsonSubTypes.Type(value = Line.FaultBegin.class, name = "faultBegin"),
    @JsonSubTypes.Type(value = Line.FaultEnd.class, name = "faultEnd"),
    @JsonSubTypes.Type(value = Line.AllReady.class, name = "allReady"),
    @JsonSubTypes.Type(value = Line.Finish.class, name = "finish")
})
sealed interface Line {
    record Run(RunInfo run) implements Line {}

    record Begin(long id, Source source, Request request, long nanos, long wallMillis)
            implements Line {}

    record End(long id, long nanos, Outcome outcome) implements Line {}

    record FaultBegin(long id, String nemesis, String detail, long nanos, long wallMillis)
            implements Line {}

    /**
     * A fault's end.
     *
     * @param wrong missing in files of older runs
     */
    record FaultEnd(long id, long nanos, boolean bit, String evidence, @Nullable String wrong)
            implements Line {}

    /** Every node says that it is ready; not in files of older runs. */
    record AllReady(long nanos) implements Line {}

    record Finish(long nanos) implements Line {}
}
