package io.strongroom.chaos.report.draw;

import static io.strongroom.chaos.report.draw.Markup.at;
import static io.strongroom.chaos.report.draw.Markup.text;

import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.OperationText;
import io.strongroom.chaos.history.Outcome;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A few operations as bars, a lane per client. The order of begins and ends is true; the distances
 * are not: they leave room for what stands in the bars.
 */
public final class LaneDrawing {
    private static final int LEFT = 84;
    private static final int LANE = 74;
    private static final int BAR = 58;
    private static final int TOP = 8;
    private static final double LETTER = 7.3;
    private static final double SMALL_LETTER = 6.1;
    private static final int STEP = 26;
    private static final int FAULT_ROW = 22;

    /** More have no room, and are rarely what it was. */
    private static final int MOST_FAULTS = 8;

    private static final double NANOS = 1e9;

    private final List<Operation> operations;
    private final Set<Long> culprits;
    private final boolean severalNames;
    private final Map<Long, Double> places = new HashMap<>();
    private final long firstBegin;
    private final List<RunPlot.Band> faults;
    private double right;

    private LaneDrawing(
            List<Operation> operations, Collection<Long> culprits, List<RunPlot.Band> faults) {
        this.operations = operations;
        this.faults = faults.subList(0, Math.min(MOST_FAULTS, faults.size()));
        this.culprits = new HashSet<>(culprits);
        this.severalNames = operations.stream().map(Operation::name).distinct().count() > 1;
        this.firstBegin = operations.stream().mapToLong(Operation::begin).min().orElse(0);
    }

    /**
     * An svg element.
     *
     * @param faults the run's; drawn are those that were active meanwhile
     */
    public static String of(
            List<Operation> operations, Collection<Long> culprits, List<RunPlot.Band> faults) {
        return new LaneDrawing(operations, culprits, beside(operations, faults)).draw();
    }

    /** Those that were active between the first begin and the last end of the operations. */
    public static List<RunPlot.Band> beside(List<Operation> operations, List<RunPlot.Band> faults) {
        double begin = operations.stream().mapToLong(Operation::begin).min().orElse(0) / NANOS;
        double end =
                operations.stream()
                                .mapToLong(one -> isOpen(one) ? one.begin() : one.span().endNanos())
                                .max()
                                .orElse(0)
                        / NANOS;
        return faults.stream().filter(one -> one.begin() <= end && one.end() >= begin).toList();
    }

    private String draw() {
        place();
        List<Integer> lanes =
                operations.stream().map(Operation::client).distinct().sorted().toList();
        int top = TOP + faults.size() * FAULT_ROW;
        int height = top + lanes.size() * LANE;
        double width = right + 30;
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg class=\"lanes\" width=\"%s\" height=\"%d\" viewBox=\"0 0 %s %d\" role=\"img\">"
                        .formatted(at(width), height, at(width), height));
        for (int i = 0; i < faults.size(); i++) {
            fault(svg, faults.get(i), TOP + i * FAULT_ROW, height);
        }
        for (int i = 0; i < lanes.size(); i++) {
            int middle = top + i * LANE + BAR / 2;
            svg.append(
                    "<text class=\"label\" x=\"0\" y=\"%d\">client %d</text>"
                            .formatted(middle + 4, lanes.get(i)));
            svg.append(
                    "<line class=\"lane\" x1=\"%d\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>"
                            .formatted(LEFT, at(width), middle, middle));
        }
        for (Operation one : operations) {
            bar(svg, one, top + lanes.indexOf(one.client()) * LANE);
        }
        return svg.append("</svg>").toString();
    }

    /** Each begin and end in order, as far to the right as the text before it needs. */
    private void place() {
        Set<Long> moments = new TreeSet<>();
        for (Operation one : operations) {
            moments.add(one.begin());
            if (!isOpen(one)) {
                moments.add(one.span().endNanos());
            }
        }
        long first = moments.stream().mapToLong(Long::longValue).min().orElse(0);
        long last = moments.stream().mapToLong(Long::longValue).max().orElse(0);
        for (RunPlot.Band fault : faults) {
            for (long moment : new long[] {begin(fault), end(fault)}) {
                if (moment > first && moment < last) {
                    moments.add(moment);
                }
            }
        }
        double x = LEFT + 6;
        for (long moment : moments) {
            for (Operation one : operations) {
                if (!isOpen(one) && one.span().endNanos() == moment && one.begin() < moment) {
                    x = Math.max(x, places.getOrDefault(one.begin(), x) + textWidth(one));
                }
            }
            places.put(moment, x);
            x += STEP;
        }
        right = x;
        for (RunPlot.Band fault : faults) {
            double from = places.getOrDefault(begin(fault), (double) LEFT);
            right = Math.max(right, from + label(fault).length() * SMALL_LETTER);
        }
        for (Operation one : operations) {
            if (isOpen(one)) {
                right = Math.max(right, places.getOrDefault(one.begin(), x) + textWidth(one));
            }
        }
    }

    private static long begin(RunPlot.Band fault) {
        return (long) (fault.begin() * NANOS);
    }

    private static long end(RunPlot.Band fault) {
        return (long) (fault.end() * NANOS);
    }

    /** A bar of its own above the lanes, and its shadow behind them. */
    private void fault(StringBuilder svg, RunPlot.Band fault, int top, int bottom) {
        double from = places.getOrDefault(begin(fault), (double) LEFT);
        double to = places.getOrDefault(end(fault), right + 30);
        svg.append(
                "<rect class=\"band\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"/>"
                        .formatted(at(from), top, at(Math.max(2, to - from)), bottom - top));
        svg.append(
                "<rect class=\"fault\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"3\"/>"
                        .formatted(at(from), top, at(Math.max(2, to - from))));
        svg.append(
                "<text class=\"bar-time\" x=\"%s\" y=\"%d\">%s</text>"
                        .formatted(at(from + 4), top + 16, text(label(fault))));
    }

    private String label(RunPlot.Band fault) {
        return "%s: %s … %s".formatted(fault.detail(), since(begin(fault)), since(end(fault)));
    }

    private String since(long nanos) {
        double millis = (nanos - firstBegin) / 1e6;
        return millis < 0 ? "-" + Markup.millis(-millis) : "+" + Markup.millis(millis);
    }

    private static boolean isOpen(Operation one) {
        return one.outcome() instanceof Outcome.Unknown;
    }

    private List<String> lines(Operation one) {
        List<String> lines = new ArrayList<>();
        lines.add(OperationText.asked(one) + (severalNames ? " on " + one.name() : ""));
        lines.add("→ " + OperationText.answered(one));
        return lines;
    }

    private String times(Operation one) {
        String begin = "+" + Markup.millis((one.begin() - firstBegin) / 1e6);
        return isOpen(one)
                ? begin + " …"
                : begin + " … +" + Markup.millis((one.span().endNanos() - firstBegin) / 1e6);
    }

    private double textWidth(Operation one) {
        double widest = times(one).length() * SMALL_LETTER;
        for (String line : lines(one)) {
            widest = Math.max(widest, line.length() * LETTER);
        }
        return widest + 18;
    }

    private void bar(StringBuilder svg, Operation one, int top) {
        double begin = places.getOrDefault(one.begin(), 0.0);
        double end = isOpen(one) ? right + 24 : places.getOrDefault(one.span().endNanos(), begin);
        String kind = culprits.contains(one.id()) ? "culprit" : isOpen(one) ? "open" : "answered";
        svg.append(
                "<rect class=\"%s\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\" rx=\"6\"/>"
                        .formatted(kind, at(begin), top, at(Math.max(4, end - begin)), BAR));
        int y = top + 19;
        for (String line : lines(one)) {
            svg.append(
                    "<text class=\"bar-text\" x=\"%s\" y=\"%d\">%s</text>"
                            .formatted(at(begin + 9), y, text(line)));
            y += 16;
        }
        svg.append(
                "<text class=\"bar-time\" x=\"%s\" y=\"%d\">%s</text>"
                        .formatted(at(begin + 9), y, text(times(one))));
    }
}
