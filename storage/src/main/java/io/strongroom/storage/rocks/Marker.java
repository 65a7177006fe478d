package io.strongroom.storage.rocks;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What the marker file says of a completed database.
 *
 * @param live the sub folder that RocksDB has its files in
 * @param completeUpTo the entry up to which it has everything at least, -1 before the first
 */
record Marker(String live, long completeUpTo) {
    /** The file's text until the first database is complete. */
    static final String CREATING = "strongroom database 1: being created\n";

    private static final String FIRST_FOLDER = "rocks";

    /** Before a database could be replaced, it had one place. */
    private static final Pattern FORMAT_1 =
            Pattern.compile("strongroom database 1: has all up to entry (-?\\d{1,18})\n");

    private static final Pattern FORMAT_2 =
            Pattern.compile(
                    "(strongroom database 2: (rocks|db-\\d{1,9}) has all up to entry"
                            + " (-?\\d{1,18})); sum ([0-9a-f]{8})\n");

    /** The marker in a file's text; empty when it is damaged or of a newer version. */
    static Optional<Marker> parse(String text) {
        Matcher first = FORMAT_1.matcher(text);
        if (first.matches()) {
            return Optional.of(new Marker(FIRST_FOLDER, Long.parseLong(first.group(1))));
        }
        Matcher second = FORMAT_2.matcher(text);
        if (second.matches() && sum(second.group(1)).equals(second.group(4))) {
            return Optional.of(new Marker(second.group(2), Long.parseLong(second.group(3))));
        }
        return Optional.empty();
    }

    /** Whether a sub folder of this name is a database's, live or left over. */
    static boolean isDatabase(String name) {
        return name.equals(FIRST_FOLDER) || name.matches("db-\\d{1,9}");
    }

    /** The sub folder for the database that replaces this one. */
    String next() {
        int number = live.equals(FIRST_FOLDER) ? 0 : Integer.parseInt(live.substring(3));
        return "db-" + (number + 1);
    }

    String text() {
        String words = "strongroom database 2: " + live + " has all up to entry " + completeUpTo;
        return words + "; sum " + sum(words) + "\n";
    }

    /** One flipped bit may turn a number into another. */
    static String sum(String words) {
        CRC32C sum = new CRC32C();
        sum.update(words.getBytes(StandardCharsets.ISO_8859_1));
        return String.format(Locale.ROOT, "%08x", sum.getValue());
    }
}
