package io.strongroom.chaos.report;

import static io.strongroom.chaos.report.draw.Markup.count;
import static io.strongroom.chaos.report.draw.Markup.millis;
import static io.strongroom.chaos.report.draw.Markup.seconds;
import static io.strongroom.chaos.report.draw.Markup.text;

import io.strongroom.chaos.history.RunInfo;

import java.util.Map;
import java.util.SortedMap;

/** The report's tables. */
final class Tables {
    private static final int MANY_FAULTS = 16;

    private Tables() {}

    static void operations(StringBuilder html, Facts facts) {
        html.append("<section><h2>Operations</h2>");
        head(
                html,
                "workload",
                "operation",
                "#tried",
                "#acknowledged",
                "#refused",
                "#unknown",
                "#failed",
                "#p50",
                "#p99",
                "#max");
        for (Facts.OfAction one : facts.actions()) {
            Facts.Counts counts = one.counts();
            Facts.Latency latency = one.latency();
            row(
                    html,
                    one.workload(),
                    one.action(),
                    "#" + count(counts.tried()),
                    "#" + count(counts.acknowledged()),
                    "#" + count(counts.refused()),
                    "#" + count(counts.unknown()),
                    "#" + count(counts.failed()),
                    "#" + millis(latency.p50()),
                    "#" + millis(latency.p99()),
                    "#" + millis(latency.max()));
        }
        end(html);
        html.append("</section>");
    }

    static void causes(StringBuilder html, Facts.Counts total) {
        html.append("<section class=\"half\"><div><h2>Failed, by cause</h2>");
        byCause(html, total.failedByCause());
        html.append("</div><div><h2>Unknown, by cause</h2>");
        byCause(html, total.unknownByCause());
        html.append("</div></section>");
    }

    private static void byCause(StringBuilder html, SortedMap<String, Long> causes) {
        if (causes.isEmpty()) {
            html.append("<p class=\"quiet\">none</p>");
            return;
        }
        head(html, "cause", "#operations");
        for (Map.Entry<String, Long> one : causes.entrySet()) {
            row(html, one.getKey(), "#" + count(one.getValue()));
        }
        end(html);
    }

    static void faults(StringBuilder html, Facts facts) {
        html.append("<section><h2>Unavailability by fault</h2>");
        if (facts.faults().isEmpty()) {
            html.append("<p class=\"quiet\">There were no faults.</p></section>");
            return;
        }
        html.append("<p class=\"quiet\">The longest time without an acknowledged operation that ")
                .append("reaches into the fault, or into the time from its end to the next ")
                .append("fault: from the last one before to the first one after.</p>");
        head(html, "nemesis", "#times", "#worst");
        for (Facts.OfNemesis one : facts.nemeses()) {
            row(html, one.nemesis(), "#" + one.times(), "#" + seconds(one.unavailableSeconds()));
        }
        end(html);
        html.append(
                "<details%s><summary>each fault</summary>"
                        .formatted(facts.faults().size() <= MANY_FAULTS ? " open" : ""));
        head(html, "nemesis", "what", "#begin", "#length", "bit", "#unavailable");
        for (Facts.OfFault one : facts.faults()) {
            row(
                    html,
                    one.nemesis(),
                    one.detail(),
                    "#" + seconds(one.begin()),
                    "#" + seconds(one.end() - one.begin()),
                    bitten(one),
                    "#" + seconds(one.unavailableSeconds()));
        }
        end(html);
        html.append("</details></section>");
    }

    private static String bitten(Facts.OfFault one) {
        String bitten = (one.bit() ? "yes: " : "no: ") + one.evidence();
        return one.wrong().isEmpty() ? bitten : bitten + "; WRONG: " + one.wrong();
    }

    static void run(StringBuilder html, RunInfo run) {
        html.append("<section><h2>The run</h2>");
        head(html, "fact", "value");
        row(html, "seed", Long.toString(run.seed()));
        for (Map.Entry<String, String> one : run.facts().entrySet()) {
            row(html, one.getKey(), one.getValue());
        }
        end(html);
        html.append("</section>");
    }

    /** A cell that begins with # holds a number. */
    private static void head(StringBuilder html, String... cells) {
        html.append("<div class=\"scroll\"><table><thead>");
        cells(html, "th", cells);
        html.append("</thead><tbody>");
    }

    private static void row(StringBuilder html, String... cells) {
        cells(html, "td", cells);
    }

    private static void cells(StringBuilder html, String tag, String... cells) {
        html.append("<tr>");
        for (String cell : cells) {
            boolean number = cell.startsWith("#");
            html.append('<')
                    .append(tag)
                    .append(number ? " class=\"n\">" : ">")
                    .append(text(number ? cell.substring(1) : cell))
                    .append("</")
                    .append(tag)
                    .append('>');
        }
        html.append("</tr>");
    }

    private static void end(StringBuilder html) {
        html.append("</tbody></table></div>");
    }
}
