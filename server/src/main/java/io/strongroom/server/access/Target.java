package io.strongroom.server.access;

import io.strongroom.storage.command.ObjectScope;

/** What of a vault an operation is about. */
public sealed interface Target {
    /** The vault, or its objects as a whole: a right on one object does not suffice. */
    record Whole() implements Target {}

    /** One object, whether it exists or not; also its versions, and its deleted form. */
    record One(ObjectScope object) implements Target {}

    /**
     * One object that only the request's content names. A right on any object suffices until it is
     * known; then it has to be decided again.
     */
    record Unnamed() implements Target {}

    /** The object of the name, such as {@code secrets/db}. */
    static One one(String object) {
        return new One(ObjectScope.of(object));
    }
}
