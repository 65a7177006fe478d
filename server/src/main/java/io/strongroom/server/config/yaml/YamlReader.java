package io.strongroom.server.config.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses one YAML document. Duplicate keys, aliases and a second document are problems. */
final class YamlReader {
    private final YAMLParser parser;
    private final List<Problem> problems;

    private YamlReader(YAMLParser parser, List<Problem> problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The document's mapping, or nothing when the text is no YAML mapping. */
    static Optional<YamlNode.Mapping> read(String text, List<Problem> problems) {
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            return new YamlReader(parser, problems).document();
        } catch (JsonProcessingException broken) {
            problems.add(
                    new Problem(
                            position(broken.getLocation()),
                            "",
                            "not valid YAML: " + firstLine(broken.getOriginalMessage())));
            return Optional.empty();
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from a string failed", impossible);
        }
    }

    private Optional<YamlNode.Mapping> document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            problems.add(new Problem(new Position(1, 1), "", "the file is empty"));
            return Optional.empty();
        }
        if (!(value(first, "") instanceof YamlNode.Mapping mapping)) {
            problems.add(
                    new Problem(new Position(1, 1), "", "the file must hold a mapping (key: ...)"));
            return Optional.empty();
        }
        if (parser.nextToken() != null) {
            problems.add(
                    new Problem(here(), "", "only one YAML document is allowed, remove this one"));
        }
        return Optional.of(mapping);
    }

    private YamlNode value(JsonToken token, String path) throws IOException {
        Position position = here();
        if (parser.isCurrentAlias()) {
            problems.add(new Problem(position, path, "YAML aliases are not allowed"));
        }
        return switch (token) {
            case START_OBJECT -> mapping(position, path);
            case START_ARRAY -> sequence(position, path);
            case VALUE_STRING -> scalar(position, YamlNode.Kind.TEXT);
            case VALUE_NUMBER_INT -> scalar(position, YamlNode.Kind.WHOLE_NUMBER);
            case VALUE_NUMBER_FLOAT -> scalar(position, YamlNode.Kind.OTHER_NUMBER);
            // YAML knows several words for either.
            case VALUE_TRUE -> new YamlNode.Scalar(position, YamlNode.Kind.TRUTH_VALUE, "true");
            case VALUE_FALSE -> new YamlNode.Scalar(position, YamlNode.Kind.TRUTH_VALUE, "false");
            case VALUE_NULL, VALUE_EMBEDDED_OBJECT -> scalar(position, YamlNode.Kind.EMPTY);
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME ->
                    throw new IllegalStateException("unexpected YAML token " + token);
        };
    }

    private YamlNode mapping(Position position, String path) throws IOException {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Position keyPosition = here();
            String key = parser.currentName();
            String child = path.isEmpty() ? key : path + "." + key;
            YamlNode value = value(parser.nextToken(), child);
            YamlNode.Entry earlier =
                    entries.putIfAbsent(key, new YamlNode.Entry(keyPosition, value));
            if (earlier != null) {
                problems.add(
                        new Problem(
                                keyPosition,
                                child,
                                "duplicate key, already given in line "
                                        + earlier.keyPosition().line()));
            }
        }
        return new YamlNode.Mapping(position, entries);
    }

    private YamlNode sequence(Position position, String path) throws IOException {
        List<YamlNode> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            items.add(value(token, path + "[" + items.size() + "]"));
        }
        return new YamlNode.Sequence(position, items);
    }

    private YamlNode scalar(Position position, YamlNode.Kind kind) throws IOException {
        @Nullable String text = parser.getText();
        return new YamlNode.Scalar(position, kind, text == null ? "" : text);
    }

    private Position here() {
        return position(parser.currentTokenLocation());
    }

    private static Position position(@Nullable JsonLocation location) {
        return location == null
                ? new Position(1, 1)
                : new Position(
                        Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("unreadable");
    }
}
