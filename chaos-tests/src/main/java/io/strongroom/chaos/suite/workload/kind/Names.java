package io.strongroom.chaos.suite.workload.kind;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The names that clients work on: a few at a time, shared by all, each given up for a fresh one
 * before its history is too long to be checked. Thread-safe.
 */
final class Names {
    private static final int AT_A_TIME = 10;
    private static final int OPERATIONS = 200;
    private static final int UNKNOWN = 2;
    private static final int VERSIONS = 8;

    private final String prefix;
    private final List<Name> current = new ArrayList<>();
    private int made;

    /** One name and what is known of it. */
    private static final class Name {
        private final String text;
        private final List<String> versions = new ArrayList<>();
        private int operations;
        private int unknown;

        private Name(String text) {
            this.text = text;
        }
    }

    /**
     * None is in use by anybody else.
     *
     * @param prefix of all of them
     */
    Names(String prefix) {
        this.prefix = prefix;
        for (int i = 0; i < AT_A_TIME; i++) {
            current.add(fresh());
        }
    }

    private Name fresh() {
        return new Name(text(made++));
    }

    private String text(int number) {
        return "%s%05d".formatted(prefix, number);
    }

    /** Any of those in use; its turn is counted. */
    synchronized String take(RandomGenerator random) {
        int place = random.nextInt(current.size());
        Name name = current.get(place);
        if (++name.operations >= OPERATIONS) {
            current.set(place, fresh());
        }
        return name.text;
    }

    /** A version that the name had or has; empty when none is known. */
    synchronized String version(String text, RandomGenerator random) {
        return current.stream()
                .filter(name -> name.text.equals(text) && !name.versions.isEmpty())
                .map(name -> name.versions.get(random.nextInt(name.versions.size())))
                .findFirst()
                .orElse("");
    }

    synchronized void noteVersion(String text, String version) {
        for (Name name : current) {
            if (name.text.equals(text) && !name.versions.contains(version)) {
                name.versions.addLast(version);
                if (name.versions.size() > VERSIONS) {
                    name.versions.removeFirst();
                }
            }
        }
    }

    /** A change without an answer, which the search of its name pays for dearly. */
    synchronized void noteUnknown(String text) {
        for (int place = 0; place < current.size(); place++) {
            Name name = current.get(place);
            if (name.text.equals(text) && ++name.unknown >= UNKNOWN) {
                current.set(place, fresh());
            }
        }
    }

    /** All that were ever in use. */
    synchronized List<String> used() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < made; i++) {
            all.add(text(i));
        }
        return all;
    }
}
