package io.strongroom.server.config.yaml;

import io.strongroom.server.text.NearestWord;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One mapping of a configuration file, read key by key. A mistake is noted and a stand-in returned,
 * so that one run finds every mistake; {@link #build} then makes no record. Keys that were never
 * asked for are unknown keys. Not thread-safe.
 */
public final class Section {
    private static final YamlNode.Mapping NOTHING =
            new YamlNode.Mapping(new Position(1, 1), Map.of());

    private final Document document;
    private final YamlNode.Mapping mapping;
    private final String path;
    private final boolean present;
    private final int problemsBefore;
    private final Set<String> known = new LinkedHashSet<>();

    /** What all sections of a file share: the folder of relative paths, and the problems so far. */
    private record Document(Path folder, List<Problem> problems) {}

    private Section(
            Document document, YamlNode.@Nullable Mapping mapping, String path, int before) {
        this.document = document;
        this.mapping = mapping == null ? NOTHING : mapping;
        this.path = path;
        this.present = mapping != null;
        this.problemsBefore = before;
    }

    /**
     * The whole file.
     *
     * @param folder where relative paths start
     * @param problems receives every mistake, here and in the sections inside
     */
    public static Section root(String yaml, Path folder, List<Problem> problems) {
        int before = problems.size();
        return new Section(
                new Document(folder, problems),
                YamlReader.read(yaml, problems).orElse(null),
                "",
                before);
    }

    /** A required section; when it is missing, that one problem stands for all in it. */
    public Section section(String key) {
        int before = document.problems().size();
        Optional<YamlNode> node = required(key);
        return child(key, node.orElse(null), before);
    }

    public Optional<Section> optionalSection(String key) {
        int before = document.problems().size();
        return find(key).map(node -> child(key, node, before));
    }

    /** The mappings of a list; a missing list is empty. */
    public List<Section> sections(String key) {
        List<Section> sections = new ArrayList<>();
        for (YamlNode item : items(key)) {
            String name = key + "[" + sections.size() + "]";
            sections.add(child(name, item, document.problems().size()));
        }
        return sections;
    }

    /** As {@link #sections}, but the list must be there. */
    public List<Section> requiredSections(String key) {
        Optional<YamlNode> node = required(key);
        return node.isPresent() ? sections(key) : List.of();
    }

    /** The texts of a list; a missing list is empty. */
    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (YamlNode item : items(key)) {
            String name = key + "[" + texts.size() + "]";
            texts.add(scalar(name, item, YamlNode.Kind.TEXT).orElse(""));
        }
        return texts;
    }

    public String text(String key) {
        return required(key).flatMap(node -> text(key, node)).orElse("");
    }

    public Optional<String> optionalText(String key) {
        return find(key).flatMap(node -> text(key, node));
    }

    public int integer(String key) {
        return required(key).flatMap(node -> integer(key, node)).orElse(0);
    }

    public int integer(String key, int whenMissing) {
        return find(key).flatMap(node -> integer(key, node)).orElse(whenMissing);
    }

    public boolean flag(String key, boolean whenMissing) {
        return find(key)
                .flatMap(node -> scalar(key, node, YamlNode.Kind.TRUTH_VALUE))
                .map(Boolean::valueOf)
                .orElse(whenMissing);
    }

    public UUID uuid(String key) {
        return converted(key, text(key), Section::parseUuid, "a UUID")
                .orElseGet(() -> new UUID(0, 0));
    }

    public URI uri(String key) {
        return converted(key, text(key), URI::create, "a URL").orElseGet(() -> URI.create("x:y"));
    }

    public Duration duration(String key, Duration whenMissing) {
        return optionalText(key)
                .flatMap(text -> converted(key, text, Duration::parse, "a duration such as PT1H"))
                .orElse(whenMissing);
    }

    /** A path that need not exist; relative to the file's folder. */
    public Path path(String key) {
        return document.folder().resolve(text(key)).normalize();
    }

    public Path file(String key, FileCheck check) {
        return required(key).flatMap(node -> file(key, node, check)).orElse(document.folder());
    }

    public Optional<Path> optionalFile(String key, FileCheck check) {
        return find(key).flatMap(node -> file(key, node, check));
    }

    /**
     * Makes the section's record; to be called last. Unknown keys become problems first, then what
     * the record itself refuses with {@link InvalidSettingException}.
     *
     * @return nothing when the section, or one inside it, has a problem
     */
    public <T> Optional<T> build(Supplier<T> maker) {
        if (!present) {
            return Optional.empty();
        }
        for (Map.Entry<String, YamlNode.Entry> entry : mapping.entries().entrySet()) {
            if (!known.contains(entry.getKey())) {
                problem(
                        entry.getKey(),
                        entry.getValue().keyPosition(),
                        "unknown key, did you mean \""
                                + NearestWord.among(known, entry.getKey())
                                + "\"? (valid here: "
                                + String.join(", ", known)
                                + ")");
            }
        }
        if (document.problems().size() > problemsBefore) {
            return Optional.empty();
        }
        try {
            return Optional.of(maker.get());
        } catch (InvalidSettingException refused) {
            problem(refused.key(), mapping.locate(refused.key()), reason(refused));
            return Optional.empty();
        }
    }

    private static String reason(InvalidSettingException refused) {
        String message = refused.getMessage();
        return message == null ? "invalid" : message;
    }

    private Section child(String name, @Nullable YamlNode node, int before) {
        if (node == null || node instanceof YamlNode.Mapping) {
            return new Section(document, (YamlNode.Mapping) node, child(name), before);
        }
        wrongType(name, node, "a mapping (key: value lines)");
        return new Section(document, null, child(name), before);
    }

    private List<YamlNode> items(String key) {
        YamlNode node = find(key).orElse(null);
        if (node == null) {
            return List.of();
        }
        if (node instanceof YamlNode.Sequence(Position _, List<YamlNode> items)) {
            return items;
        }
        wrongType(key, node, "a list (lines that start with -)");
        return List.of();
    }

    private Optional<YamlNode> find(String key) {
        known.add(key);
        return Optional.ofNullable(mapping.entries().get(key)).map(YamlNode.Entry::value);
    }

    private Optional<YamlNode> required(String key) {
        Optional<YamlNode> node = find(key);
        if (node.isEmpty() && present) {
            problem(key, mapping.position(), "missing; this key is required");
        }
        return node;
    }

    private Optional<String> text(String key, YamlNode node) {
        return scalar(key, node, YamlNode.Kind.TEXT)
                .filter(text -> {
                    if (text.isBlank()) {
                        problem(key, node.position(), "must not be blank");
                    }
                    return !text.isBlank();
                });
    }

    private Optional<Integer> integer(String key, YamlNode node) {
        return scalar(key, node, YamlNode.Kind.WHOLE_NUMBER)
                .flatMap(text -> converted(key, text, Integer::valueOf, "a whole number in range"));
    }

    private Optional<Path> file(String key, YamlNode node, FileCheck check) {
        return text(key, node)
                .flatMap(text -> {
                    Path file = document.folder().resolve(text).normalize();
                    Optional<String> objection = check.objection(file);
                    objection.ifPresent(what -> problem(key, node.position(), what));
                    return objection.isPresent() ? Optional.empty() : Optional.of(file);
                });
    }

    private Optional<String> scalar(String key, YamlNode node, YamlNode.Kind wanted) {
        if (node instanceof YamlNode.Scalar scalar && scalar.kind() == wanted) {
            return Optional.of(scalar.text());
        }
        wrongType(
                key,
                node,
                switch (wanted) {
                    case TEXT ->
                            node instanceof YamlNode.Scalar scalar
                                            && scalar.kind() != YamlNode.Kind.EMPTY
                                    ? "text; put it in quotes"
                                    : "text";
                    case WHOLE_NUMBER -> "a whole number";
                    case OTHER_NUMBER -> "a number";
                    case TRUTH_VALUE -> "true or false";
                    case EMPTY -> "empty";
                });
        return Optional.empty();
    }

    private <T> Optional<T> converted(
            String key, String text, Function<String, T> conversion, String wanted) {
        if (text.isEmpty()) { // Missing or of the wrong type, and noted as that.
            return Optional.empty();
        }
        try {
            return Optional.of(conversion.apply(text));
        } catch (IllegalArgumentException | DateTimeParseException mismatch) {
            problem(key, mapping.locate(key), "\"" + text + "\" is not " + wanted);
            return Optional.empty();
        }
    }

    /** Stricter than {@link UUID#fromString}, which takes {@code 1-2-3-4-5}. */
    private static UUID parseUuid(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("not in the canonical form");
        }
        return uuid;
    }

    private void wrongType(String key, YamlNode node, String wanted) {
        problem(key, node.position(), "must be " + wanted + ", but is " + node.describe());
    }

    private void problem(String key, Position position, String message) {
        document.problems().add(new Problem(position, child(key), message));
    }

    private String child(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
