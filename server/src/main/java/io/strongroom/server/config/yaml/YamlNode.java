package io.strongroom.server.config.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A YAML document as read, each value with its place in the file. */
sealed interface YamlNode {
    Position position();

    /** What a scalar looks like; quotes make any of them text. */
    enum Kind {
        TEXT,
        WHOLE_NUMBER,
        OTHER_NUMBER,
        TRUTH_VALUE,
        EMPTY
    }

    /** Keys in the order of the file. */
    record Mapping(Position position, Map<String, Entry> entries) implements YamlNode {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    /** A value under a key. */
    record Entry(Position keyPosition, YamlNode value) {}

    record Sequence(Position position, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    record Scalar(Position position, Kind kind, String text) implements YamlNode {}

    /** How a message names this kind of value. */
    default String describe() {
        return switch (this) {
            case Mapping _ -> "a mapping";
            case Sequence _ -> "a list";
            case Scalar scalar ->
                    switch (scalar.kind()) {
                        case TEXT -> "text";
                        case WHOLE_NUMBER, OTHER_NUMBER -> "a number";
                        case TRUTH_VALUE -> "true or false";
                        case EMPTY -> "nothing";
                    };
        };
    }

    /** Where the value under a dotted path stands; when it is not there, what is around it. */
    default Position locate(String key) {
        YamlNode node = this;
        for (String step : key.split("[.\\[]", -1)) {
            YamlNode next =
                    switch (node) {
                        case YamlNode.Mapping inner ->
                                Optional.ofNullable(inner.entries().get(step))
                                        .map(YamlNode.Entry::value)
                                        .orElse(inner);
                        case YamlNode.Sequence inner ->
                                inner.items().get(Integer.parseInt(step.replace("]", "")));
                        case YamlNode.Scalar inner -> inner;
                    };
            node = next;
        }
        return node.position();
    }
}
