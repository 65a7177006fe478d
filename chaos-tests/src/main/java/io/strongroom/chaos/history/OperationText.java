package io.strongroom.chaos.history;

import java.util.List;

/** Operations in a few words, for reasons and drawings. */
public final class OperationText {
    private static final int FEW = 4;

    private OperationText() {}

    /** What was asked, without the name. */
    public static String asked(Operation one) {
        return switch (one.action()) {
            case Action.Set(String value) -> "set " + value;
            case Action.GetVersion(String version) -> "get @" + version;
            default -> one.action().label();
        };
    }

    /** How it ended. */
    public static String answered(Operation one) {
        return switch (one.outcome()) {
            case Outcome.Failed(String cause) -> "failed: " + cause;
            case Outcome.Unknown(String cause) -> "unknown: " + cause;
            case Outcome.Ok(Seen seen) ->
                    switch (seen) {
                        case Seen.Done _ -> "done";
                        case Seen.Version(String version, String value) ->
                                one.action() instanceof Action.Set
                                        ? "@" + version
                                        : value + " @" + version;
                        case Seen.Deletion _ ->
                                one.action() instanceof Action.Delete ? "done" : "is deleted";
                        case Seen.Listing(var items) -> listed(items);
                        case Seen.Refused(Seen.Refusal refusal) ->
                                switch (refusal) {
                                    case NOT_FOUND -> "404";
                                    case CONFLICT -> "409";
                                    case FORBIDDEN -> "403";
                                };
                    };
        };
    }

    private static String listed(List<String> items) {
        String first = String.join(", ", items.subList(0, Math.min(FEW, items.size())));
        return switch (items.size()) {
            case 0 -> "nothing";
            case 1 -> "1 item: " + first;
            default ->
                    "%d items: %s%s"
                            .formatted(items.size(), first, items.size() > FEW ? ", …" : "");
        };
    }

    /** All of it in half a sentence. */
    public static String whole(Operation one) {
        return "client %d: %s on %s → %s"
                .formatted(one.client(), asked(one), one.name(), answered(one));
    }
}
