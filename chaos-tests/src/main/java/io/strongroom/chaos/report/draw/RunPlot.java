package io.strongroom.chaos.report.draw;

import static io.strongroom.chaos.report.draw.Markup.at;
import static io.strongroom.chaos.report.draw.Markup.text;

import java.util.List;

/**
 * Four pictures over one axis of time: which faults were active, what share of the operations was
 * acknowledged, how many ended how, and how long the acknowledged ones took.
 */
public final class RunPlot {
    private static final int WIDTH = 1_180;
    private static final int LEAST_LEFT = 60;
    private static final double LETTER = 6.6;
    private static final int LONGEST_NAME = 34;
    private static final int RIGHT = 16;
    private static final int ROW = 18;
    private static final int PANEL = 190;
    private static final int LOW_PANEL = 60;
    private static final int GAP = 44;
    private static final double[] STEPS = {
        0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200
    };

    private final StringBuilder svg = new StringBuilder();
    private final Data data;
    private final int left;

    /**
     * What is drawn, in seconds since the run's start.
     *
     * @param points one per bucket
     */
    public record Data(
            double seconds, double bucketSeconds, List<Point> points, List<Band> bands) {}

    /** A bucket; rates per second, latencies in milliseconds, 0 for none. */
    public record Point(
            double acknowledged,
            double unknown,
            double failed,
            double p50,
            double p99,
            double max) {}

    /** A fault. */
    public record Band(String nemesis, String detail, double begin, double end, boolean bit) {}

    private RunPlot(Data data) {
        this.data = data;
        int longest = 0;
        for (Band band : data.bands()) {
            longest = Math.max(longest, shortened(band.nemesis()).length());
        }
        this.left = Math.max(LEAST_LEFT, (int) (longest * LETTER) + 16);
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }

    /** An svg element. */
    public static String of(Data data) {
        return new RunPlot(data).draw();
    }

    private String draw() {
        List<String> rows = rows();
        int faultsTop = 26;
        int faultsEnd = faultsTop + Math.max(1, rows.size()) * ROW;
        int shareTop = faultsEnd + GAP;
        int shareEnd = shareTop + LOW_PANEL;
        int rateTop = shareEnd + GAP;
        int latencyTop = rateTop + PANEL + GAP;
        int bottom = latencyTop + PANEL;
        svg.append(
                "<svg class=\"plot\" viewBox=\"0 0 %d %d\" role=\"img\">"
                        .formatted(WIDTH, bottom + 34));
        timeAxis(
                bottom,
                List.of(faultsTop, shareTop, rateTop, latencyTop),
                List.of(faultsEnd, shareEnd, rateTop + PANEL, bottom));
        title("Faults", faultsTop);
        faults(rows, faultsTop, faultsEnd);
        title("Availability: acknowledged share of what ended", shareTop);
        bands(shareTop, shareEnd);
        shares(shareTop, shareEnd);
        title("Operations per second", rateTop);
        bands(rateTop, rateTop + PANEL);
        rates(rateTop);
        title("Latency of acknowledged operations, ms, logarithmic", latencyTop);
        bands(latencyTop, latencyTop + PANEL);
        latencies(latencyTop);
        return svg.append("</svg>").toString();
    }

    private List<String> rows() {
        return data.bands().stream().map(Band::nemesis).distinct().toList();
    }

    private void title(String title, int top) {
        svg.append(
                "<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>"
                        .formatted(left, top - 9, text(title)));
    }

    private void faults(List<String> rows, int top, int end) {
        rectangle("panel", x(0), top, WIDTH - RIGHT - left, end - top);
        for (int i = 0; i < rows.size(); i++) {
            svg.append(
                    "<text class=\"label end\" x=\"%d\" y=\"%d\">%s</text>"
                            .formatted(left - 8, top + i * ROW + 13, text(shortened(rows.get(i)))));
        }
        for (Band band : data.bands()) {
            double width = Math.max(2, x(band.end()) - x(band.begin()));
            int y = top + rows.indexOf(band.nemesis()) * ROW + 3;
            svg.append(
                    "<rect class=\"%s\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\" rx=\"2\">"
                            .formatted(
                                    band.bit() ? "fault" : "fault void",
                                    at(x(band.begin())),
                                    y,
                                    at(width),
                                    ROW - 6));
            svg.append(
                    "<title>%s, %s: %s to %s%s</title></rect>"
                            .formatted(
                                    text(band.nemesis()),
                                    text(band.detail()),
                                    Markup.seconds(band.begin()),
                                    Markup.seconds(band.end()),
                                    band.bit() ? "" : ", without effect"));
        }
    }

    private void bands(int top, int end) {
        rectangle("panel", x(0), top, WIDTH - RIGHT - left, end - top);
        for (Band band : data.bands()) {
            double width = Math.max(1, x(band.end()) - x(band.begin()));
            rectangle("band", x(band.begin()), top, width, end - top);
        }
    }

    /** A bucket in which nothing ended has the full height of nothing. */
    private void shares(int top, int end) {
        gridLine(top, "100 %");
        gridLine(end, "0 %");
        double width = x(data.bucketSeconds()) - x(0);
        for (int i = 0; i < data.points().size(); i++) {
            Point one = data.points().get(i);
            double all = one.acknowledged() + one.unknown() + one.failed();
            double share = all == 0 ? 0 : one.acknowledged() / all;
            double x = x(i * data.bucketSeconds());
            double visible = Math.min(width, WIDTH - RIGHT - x);
            double base = bar("ok share", x, end, visible, LOW_PANEL * share);
            var _ = bar("missing", x, base, visible, LOW_PANEL * (1 - share));
        }
    }

    private void rates(int top) {
        double most = 1;
        for (Point one : data.points()) {
            most = Math.max(most, one.acknowledged() + one.unknown() + one.failed());
        }
        double step = niceStep(most / 4);
        double highest = Math.ceil(most / step) * step;
        for (double value = 0; value <= highest + step / 2; value += step) {
            gridLine(top + PANEL * (1 - value / highest), Markup.count(Math.round(value)));
        }
        double width = Math.max(0.8, x(data.bucketSeconds()) - x(0) - 0.6);
        for (int i = 0; i < data.points().size(); i++) {
            Point one = data.points().get(i);
            double base = top + PANEL;
            double x = x(i * data.bucketSeconds());
            double visible = Math.min(width, WIDTH - RIGHT - x);
            base = bar("ok", x, base, visible, PANEL * one.acknowledged() / highest);
            base = bar("unknown", x, base, visible, PANEL * one.unknown() / highest);
            var _ = bar("failed", x, base, visible, PANEL * one.failed() / highest);
        }
    }

    private double bar(String kind, double x, double base, double width, double height) {
        if (height > 0 && width > 0) {
            rectangle(kind, x, base - height, width, height);
        }
        return base - height;
    }

    private void latencies(int top) {
        double most = 10;
        double least = 1;
        for (Point one : data.points()) {
            most = Math.max(most, one.max());
            least = one.p50() > 0 ? Math.min(least, one.p50()) : least;
        }
        double low = Math.floor(Math.log10(least));
        double high = Math.ceil(Math.log10(most));
        for (double power = low; power <= high; power++) {
            double value = Math.pow(10, power);
            String label = value < 1 ? Double.toString(value) : Markup.count(Math.round(value));
            gridLine(top + PANEL * (1 - (power - low) / (high - low)), label);
        }
        line("p99", top, low, high);
        line("p50", top, low, high);
        dots(top, low, high);
    }

    /** The maxima, over the line of p99: of fewer than a hundred it is the same. */
    private void dots(int top, double low, double high) {
        for (int i = 0; i < data.points().size(); i++) {
            double most = data.points().get(i).max();
            if (most > 0) {
                double x = Math.min(WIDTH - RIGHT, x((i + 0.5) * data.bucketSeconds()));
                double y = top + PANEL * (1 - (Math.log10(most) - low) / (high - low));
                svg.append(
                        "<circle class=\"max\" cx=\"%s\" cy=\"%s\" r=\"2.2\"/>"
                                .formatted(at(x), at(y)));
            }
        }
    }

    /** Broken where nothing was acknowledged. */
    private void line(String kind, int top, double low, double high) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < data.points().size(); i++) {
            Point one = data.points().get(i);
            double value = kind.equals("p50") ? one.p50() : one.p99();
            if (value <= 0) {
                drawing = false;
                continue;
            }
            double x = Math.min(WIDTH - RIGHT, x((i + 0.5) * data.bucketSeconds()));
            double y = top + PANEL * (1 - (Math.log10(value) - low) / (high - low));
            path.append(drawing ? 'L' : 'M').append(at(x)).append(' ').append(at(y));
            drawing = true;
        }
        svg.append("<path class=\"line %s\" d=\"%s\"/>".formatted(kind, path));
    }

    private void timeAxis(int bottom, List<Integer> tops, List<Integer> ends) {
        double step = STEPS[STEPS.length - 1];
        for (int i = STEPS.length - 1; i >= 0 && data.seconds() / STEPS[i] <= 14; i--) {
            step = STEPS[i];
        }
        for (double second = 0; second <= data.seconds(); second += step) {
            for (int i = 0; i < tops.size(); i++) {
                svg.append(
                        "<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>"
                                .formatted(at(x(second)), at(x(second)), tops.get(i), ends.get(i)));
            }
            svg.append(
                    "<text class=\"label middle\" x=\"%s\" y=\"%d\">%s</text>"
                            .formatted(at(x(second)), bottom + 18, clock(second, step)));
        }
    }

    private static String clock(double second, double step) {
        if (step < 1) {
            return at(second) + " s";
        }
        long whole = Math.round(second);
        return whole < 60 && step < 60 ? whole + " s" : "%d:%02d".formatted(whole / 60, whole % 60);
    }

    private void gridLine(double y, String label) {
        svg.append(
                "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>"
                        .formatted(left, WIDTH - RIGHT, at(y), at(y)));
        svg.append(
                "<text class=\"label end\" x=\"%d\" y=\"%s\">%s</text>"
                        .formatted(left - 8, at(y + 4), label));
    }

    private void rectangle(String kind, double x, double y, double width, double height) {
        svg.append(
                "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
                        .formatted(kind, at(x), at(y), at(width), at(height)));
    }

    private static double niceStep(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(1, least))));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private double x(double second) {
        return left + (WIDTH - RIGHT - left) * second / Math.max(data.seconds(), 0.1);
    }
}
