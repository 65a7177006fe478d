package io.strongroom.chaos.report;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.strongroom.chaos.check.RunVerdict;
import io.strongroom.chaos.history.History;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a run's report. Also of a run under way, with the verdicts that there are. */
public final class Report {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Report() {}

    /**
     * Writes {@code report.html}, which needs no other file, and {@code report.json}, with the same
     * facts, over those that are there.
     *
     * @param folder is there
     * @param loadEndNanos when the clients stopped; what follows are last reads
     * @throws IOException when they cannot be written
     */
    public static Facts write(Path folder, History history, RunVerdict verdict, long loadEndNanos)
            throws IOException {
        Facts facts = Measuring.of(history, verdict, loadEndNanos);
        Files.write(folder.resolve("report.json"), JSON.writeValueAsBytes(facts));
        Files.writeString(folder.resolve("report.html"), Page.of(facts));
        return facts;
    }
}
