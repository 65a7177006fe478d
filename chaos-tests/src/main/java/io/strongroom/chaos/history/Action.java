package io.strongroom.chaos.history;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a client asked for; the name that it asked about stands in the {@link Request}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Action.Set.class, name = "set"),
    @JsonSubTypes.Type(value = Action.Get.class, name = "get"),
    @JsonSubTypes.Type(value = Action.GetVersion.class, name = "getVersion"),
    @JsonSubTypes.Type(value = Action.GetDeleted.class, name = "getDeleted"),
    @JsonSubTypes.Type(value = Action.Delete.class, name = "delete"),
    @JsonSubTypes.Type(value = Action.Recover.class, name = "recover"),
    @JsonSubTypes.Type(value = Action.Purge.class, name = "purge"),
    @JsonSubTypes.Type(value = Action.ListNames.class, name = "listNames"),
    @JsonSubTypes.Type(value = Action.ListVersions.class, name = "listVersions"),
    @JsonSubTypes.Type(value = Action.Grant.class, name = "grant"),
    @JsonSubTypes.Type(value = Action.Revoke.class, name = "revoke"),
    @JsonSubTypes.Type(value = Action.Use.class, name = "use")
})
public sealed interface Action {
    /**
     * Makes a new version.
     *
     * @param value unlike every other value that the run sets
     */
    record Set(String value) implements Action {}

    /** Reads the latest version. */
    record Get() implements Action {}

    /** Reads one version. */
    record GetVersion(String version) implements Action {}

    /** Looks a deleted secret up, which changes nothing. */
    record GetDeleted() implements Action {}

    /** Moves all versions to the deleted ones. */
    record Delete() implements Action {}

    /** Brings a deleted secret back. */
    record Recover() implements Action {}

    /** Removes a deleted secret for ever. */
    record Purge() implements Action {}

    /** Lists, page by page to the end, the live names that begin with the request's name. */
    record ListNames() implements Action {}

    /** Lists a name's versions, page by page to the end. */
    record ListVersions() implements Action {}

    /** Gives a role to the principal that is the request's name. */
    record Grant() implements Action {}

    /** Takes the role from that principal. */
    record Revoke() implements Action {}

    /** A call by that principal that needs the role. */
    record Use() implements Action {}

    /** Whether it can change what others see. */
    default boolean changes() {
        return switch (this) {
            case Set _, Delete _, Recover _, Purge _, Grant _, Revoke _ -> true;
            case Get _, GetVersion _, GetDeleted _, ListNames _, ListVersions _, Use _ -> false;
        };
    }

    /** One word for tables. */
    default String label() {
        return switch (this) {
            case Set _ -> "set";
            case Get _ -> "get";
            case GetVersion _ -> "get version";
            case GetDeleted _ -> "get deleted";
            case Delete _ -> "delete";
            case Recover _ -> "recover";
            case Purge _ -> "purge";
            case ListNames _ -> "list names";
            case ListVersions _ -> "list versions";
            case Grant _ -> "grant";
            case Revoke _ -> "revoke";
            case Use _ -> "use";
        };
    }
}
