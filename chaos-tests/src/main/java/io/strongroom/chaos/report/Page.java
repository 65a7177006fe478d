package io.strongroom.chaos.report;

import static io.strongroom.chaos.report.draw.Markup.count;
import static io.strongroom.chaos.report.draw.Markup.counted;
import static io.strongroom.chaos.report.draw.Markup.digits;
import static io.strongroom.chaos.report.draw.Markup.plural;
import static io.strongroom.chaos.report.draw.Markup.seconds;
import static io.strongroom.chaos.report.draw.Markup.text;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.OperationText;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.report.draw.LaneDrawing;
import io.strongroom.chaos.report.draw.RunPlot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** The report as one HTML file, with nothing to load. */
final class Page {
    private static final String DRAWN =
            """
            Drawn is the shortest history that fails, whatever happened besides. Begins and ends are
            in their order, distances not to scale. A dashed bar may take effect at any time after
            its begin, or never. What is red has no explanation. Violet is where a fault was active.
            """;

    private final Facts facts;
    private final StringBuilder html = new StringBuilder();

    private Page(Facts facts) {
        this.facts = facts;
    }

    static String of(Facts facts) {
        Page page = new Page(facts);
        page.head();
        page.summary();
        page.verdicts();
        page.plot();
        Tables.operations(page.html, facts);
        Tables.causes(page.html, facts.total());
        Tables.faults(page.html, facts);
        Tables.run(page.html, facts.run());
        return page.html.append("</main></body></html>\n").toString();
    }

    private void head() {
        String ruling = facts.ruling().name();
        html.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<meta name=\"color-scheme\" content=\"light dark\">")
                .append(
                        "<title>%s: chaos run, seed %d</title>"
                                .formatted(ruling, facts.run().seed()))
                .append("<style>")
                .append(style())
                .append("</style></head><body><main>");
        Instant start =
                Instant.ofEpochMilli(facts.run().startWallMillis()).truncatedTo(ChronoUnit.SECONDS);
        html.append("<header><div><h1>Strongroom chaos run</h1><p class=\"quiet\">")
                .append("seed %d · %s · %s".formatted(facts.run().seed(), start, length()))
                .append("</p></div><span class=\"badge big %s\">".formatted(kind(facts.ruling())))
                .append(ruling)
                .append("</span></header>");
    }

    private String length() {
        long whole = Math.round(facts.seconds());
        return whole < 120
                ? seconds(facts.seconds())
                : "%d min %d s".formatted(whole / 60, whole % 60);
    }

    private void summary() {
        Facts.Counts total = facts.total();
        html.append("<section class=\"tiles\">");
        tile(count(total.acknowledged()), "acknowledged of " + count(total.tried()));
        tile(count(facts.underLoad().acknowledged()), "of them under load");
        tile(count(total.refused()), "of them refusals");
        tile(
                digits(total.acknowledged() / Math.max(0.001, facts.seconds())),
                "acknowledged per second");
        tile(count(total.unknown()), "unknown");
        tile(count(total.failed()), "failed");
        tile(
                count(facts.faults().size()),
                "%s of %s"
                        .formatted(
                                plural(facts.faults().size(), "fault"),
                                counted(facts.nemeses().size(), "kind")));
        tile(seconds(facts.unavailableSeconds()), "longest unavailability");
        html.append("</section>");
    }

    private void tile(String figure, String label) {
        html.append(
                "<div class=\"tile\"><b>%s</b><span>%s</span></div>"
                        .formatted(text(figure), text(label)));
    }

    private void verdicts() {
        html.append("<section><h2>Verdicts</h2>");
        if (facts.verdicts().stream().anyMatch(one -> !one.evidence().isEmpty())) {
            html.append("<p class=\"quiet\">").append(DRAWN).append("</p>");
        }
        List<Verdict> worstFirst =
                facts.verdicts().stream()
                        .sorted((a, b) -> b.ruling().compareTo(a.ruling()))
                        .toList();
        for (Verdict one : worstFirst) {
            html.append(
                            "<article class=\"verdict\"><span class=\"badge %s\">"
                                    .formatted(kind(one.ruling())))
                    .append(one.ruling())
                    .append(
                            "</span><div class=\"said\"><b>%s</b><p>%s</p>"
                                    .formatted(text(one.check()), text(one.reason())));
            if (!one.evidence().isEmpty()) {
                evidence(one);
            }
            html.append("</div></article>");
        }
        html.append("</section>");
    }

    private void evidence(Verdict verdict) {
        html.append("<figure><div class=\"scroll\">")
                .append(LaneDrawing.of(verdict.evidence(), verdict.culprits(), bands()))
                .append(
                        "</div><figcaption>%s; times count from the first begin, %s into the run%s"
                                .formatted(
                                        text(names(verdict)),
                                        seconds(verdict.evidence().getFirst().begin() / 1e9),
                                        beside(verdict)))
                .append("</figcaption></figure><details><summary>as a table</summary>")
                .append(
                        "<div class=\"scroll\"><table><thead><tr><th class=\"n\">id</th><th"
                                + " class=\"n\">client</th>")
                .append("<th>name</th><th>asked</th><th>answered</th>")
                .append(
                        "<th class=\"n\">begin, s</th><th class=\"n\">end,"
                                + " s</th></tr></thead><tbody>");
        for (Operation one : verdict.evidence()) {
            boolean open = one.outcome() instanceof Outcome.Unknown;
            html.append(
                            "<tr><td class=\"n\">%d</td><td class=\"n\">%d</td>"
                                    .formatted(one.id(), one.client()))
                    .append(
                            "<td>%s</td><td>%s</td><td>%s</td>"
                                    .formatted(
                                            text(one.name()),
                                            text(OperationText.asked(one)),
                                            text(OperationText.answered(one))))
                    .append(
                            "<td class=\"n\">%s</td><td class=\"n\">%s</td></tr>"
                                    .formatted(
                                            exact(one.begin()),
                                            open ? "open" : exact(one.span().endNanos())));
        }
        html.append("</tbody></table></div></details>");
    }

    private static String names(Verdict verdict) {
        return String.join(
                ", ", verdict.evidence().stream().map(Operation::name).distinct().toList());
    }

    private static String exact(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos / 1e9);
    }

    private String beside(Verdict verdict) {
        long faults = LaneDrawing.beside(verdict.evidence(), bands()).size();
        return faults == 0
                ? "; no fault was active"
                : "; " + counted(faults, "fault") + " meanwhile";
    }

    private List<RunPlot.Band> bands() {
        return facts.faults().stream()
                .map(one ->
                        new RunPlot.Band(
                                one.nemesis(), one.detail(), one.begin(), one.end(), one.bit()))
                .toList();
    }

    private void plot() {
        double width = facts.bucketSeconds();
        List<RunPlot.Point> points =
                facts.buckets().stream()
                        .map(one ->
                                new RunPlot.Point(
                                        one.acknowledged() / width,
                                        one.unknown() / width,
                                        one.failed() / width,
                                        one.latency().p50(),
                                        one.latency().p99(),
                                        one.latency().max()))
                        .toList();
        html.append("<section><h2>Over time</h2><p class=\"legend\">")
                .append(
                        "<i class=\"key ok\"></i>acknowledged <i class=\"key unknown\"></i>unknown"
                                + " ")
                .append(
                        "<i class=\"key failed\"></i>failed <i class=\"key band\"></i>fault active"
                                + " ")
                .append("<i class=\"key stroke p50\"></i>p50 <i class=\"key stroke p99\"></i>p99 ")
                .append("<i class=\"key dot\"></i>maximum <span class=\"quiet\">per ")
                .append(seconds(width))
                .append("; of fewer than 100 the maximum is the p99</span></p>")
                .append(RunPlot.of(new RunPlot.Data(facts.seconds(), width, points, bands())))
                .append("</section>");
    }

    static String kind(Verdict.Ruling ruling) {
        return switch (ruling) {
            case PASS -> "good";
            case UNDECIDED, VOID -> "doubtful";
            case FAIL -> "bad";
        };
    }

    private static String style() {
        try (InputStream css = Page.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css is not on the class path");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css cannot be read", e);
        }
    }
}
