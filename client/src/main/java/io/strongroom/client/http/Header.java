package io.strongroom.client.http;

import java.util.Locale;

/** One header line. Names compare without regard to case. */
public record Header(String name, String value) {
    boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** Without the value of what gives access, which must not reach a log. */
    @Override
    public String toString() {
        return name.toLowerCase(Locale.ROOT).equals("authorization")
                ? name + ": ..."
                : name + ": " + value;
    }
}
