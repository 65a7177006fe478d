package io.strongroom.chaos.history;

/** Operations in a few words, for reasons and drawings. */
public final class OperationText {
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
                        case Seen.Listing(var items) -> items.size() + " items";
                        case Seen.Refused(Seen.Refusal refusal) ->
                                switch (refusal) {
                                    case NOT_FOUND -> "404";
                                    case CONFLICT -> "409";
                                    case FORBIDDEN -> "403";
                                };
                    };
        };
    }

    /** All of it in half a sentence. */
    public static String whole(Operation one) {
        return "client %d: %s on %s → %s"
                .formatted(one.client(), asked(one), one.name(), answered(one));
    }
}
