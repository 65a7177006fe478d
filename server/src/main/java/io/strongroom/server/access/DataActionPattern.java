package io.strongroom.server.access;

/**
 * A data action as a role grants it: in full, or with one {@code *} that stands for any text,
 * slashes included. Compared without regard to case.
 *
 * <p>Source: Azure RBAC, role definitions.
 */
record DataActionPattern(String text) {
    private static final char ANY = '*';

    DataActionPattern {
        if (text.indexOf(ANY) != text.lastIndexOf(ANY)) {
            throw new IllegalArgumentException("more than one * in the data action " + text);
        }
    }

    boolean matches(String action) {
        int star = text.indexOf(ANY);
        if (star < 0) {
            return text.equalsIgnoreCase(action);
        }
        int tail = text.length() - star - 1;
        return action.length() >= star + tail
                && action.regionMatches(true, 0, text, 0, star)
                && action.regionMatches(true, action.length() - tail, text, star + 1, tail);
    }
}
