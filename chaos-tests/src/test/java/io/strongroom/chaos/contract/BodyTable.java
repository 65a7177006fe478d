package io.strongroom.chaos.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies that a set, an update or a restore must refuse. */
record BodyTable(Vault vault) {
    private static final String KEPT = "/secrets/kept";

    List<BadRequest> rows() {
        List<BadRequest> rows = new ArrayList<>();
        malformed()
                .forEach((name, body) -> {
                    rows.add(row("set: " + name, set().bytes("application/json", body)));
                    rows.add(
                            row(
                                    "restore: " + name,
                                    vault.call("POST", "/secrets/restore")
                                            .bytes("application/json", body)));
                    if (!body.isEmpty()) {
                        rows.add(row("update: " + name, update().bytes("application/json", body)));
                    }
                });
        for (String body : wrongInBoth()) {
            rows.add(row("set: " + shown(body), set().json("{\"value\":\"x\"," + body + "}")));
            rows.add(row("update: " + shown(body), update().json("{" + body + "}")));
        }
        for (String body : wrongInSet()) {
            rows.add(row("set: " + shown(body), set().json(body)));
        }
        for (String blob : List.of("", "x", "AAAA", "!!!!", "A".repeat(100), "A".repeat(100_001))) {
            rows.add(
                    row(
                            "restore of " + shown(blob),
                            vault.call("POST", "/secrets/restore")
                                    .json("{\"value\":\"" + blob + "\"}")));
        }
        return rows;
    }

    private static BadRequest row(String name, RawRequest request) {
        return new BadRequest(name, request, Expected.badParameter());
    }

    private RawRequest set() {
        return vault.call("PUT", KEPT);
    }

    private RawRequest update() {
        return vault.call("PATCH", KEPT);
    }

    private static String shown(String body) {
        return body.length() > 60 ? body.substring(0, 60) + "..." : body;
    }

    /** Not one JSON object, in bytes. */
    private static Map<String, String> malformed() {
        Map<String, String> bodies = new LinkedHashMap<>();
        for (String body :
                List.of(
                        "",
                        " ",
                        "{",
                        "}",
                        "{]",
                        "nul",
                        "null",
                        "true",
                        "1",
                        "\"value\"",
                        "[]",
                        "[{\"value\":\"x\"}]",
                        "{\"value\"}",
                        "{\"value\":}",
                        "{\"value\":\"x\"",
                        "{\"value\":\"x",
                        "{\"value\":\"x\"}}",
                        "{\"value\":\"x\"}{}",
                        "{\"value\":\"x\",}",
                        "{\"value\":\"x\" \"tags\":{}}",
                        "{'value':'x'}",
                        "{value:\"x\"}",
                        "{\"value\":\"x\"/* comment */}",
                        "{\"value\":\"a\",\"value\":\"b\"}",
                        "{\"value\":\"line\nbreak\"}",
                        "{\"value\":\"\\q\"}",
                        "{\"value\":\"\\u12\"}",
                        "{\"value\":\"x\",\"attributes\":{\"exp\":01}}",
                        "{\"value\":\"x\",\"attributes\":{\"exp\":NaN}}",
                        "<value>x</value>",
                        "value=x",
                        "\u0000")) {
            bodies.put(shown(body).replace("\n", "\\n").replace("\0", "NUL"), body);
        }
        bodies.put("not UTF-8", "{\"value\":\"\u00ff\u00fe\"}");
        bodies.put("overlong UTF-8", "{\"value\":\"\u00c0\u00af\"}");
        bodies.put("a surrogate in UTF-8", "{\"value\":\"\u00ed\u00a0\u0080\"}");
        bodies.put("10,000 arrays deep", "[".repeat(10_000));
        bodies.put("10,000 objects deep", "{\"value\":".repeat(10_000));
        bodies.put("a long name", "{\"" + "n".repeat(100_000) + "\":1");
        bodies.put("a long number", "{\"attributes\":{\"exp\":" + "9".repeat(5_000) + "}}");
        return bodies;
    }

    private static List<String> wrongInBoth() {
        List<String> wrong = new ArrayList<>();
        for (String value : List.of("1", "true", "[]", "{}", "\"\\ud800\"")) {
            wrong.add("\"contentType\":" + value);
        }
        for (String value : List.of("1", "true", "[]", "\"x\"")) {
            wrong.add("\"attributes\":" + value);
            wrong.add("\"tags\":" + value);
        }
        for (String value : List.of("1", "\"true\"", "{}", "[]")) {
            wrong.add("\"attributes\":{\"enabled\":" + value + "}");
        }
        for (String name : List.of("nbf", "exp")) {
            for (String value :
                    List.of(
                            "\"1\"",
                            "1.5",
                            "true",
                            "{}",
                            "[]",
                            "-1",
                            "1e99",
                            "99999999999999999999",
                            "9223372036854775807",
                            "-9223372036854775808")) {
                wrong.add("\"attributes\":{\"%s\":%s}".formatted(name, value));
            }
        }
        wrong.add("\"attributes\":{\"nbf\":20,\"exp\":10}");
        wrong.add("\"attributes\":{\"nbf\":20,\"exp\":20}");
        for (String value : List.of("1", "null", "true", "{}", "[]", "\"\\udc00\"")) {
            wrong.add("\"tags\":{\"a\":" + value + "}");
        }
        wrong.add("\"tags\":{\"\":\"x\"}");
        wrong.add("\"tags\":{\"a\":\"1\",\"a\":\"2\"}");
        wrong.add("\"tags\":" + tags(16));
        wrong.add("\"tags\":{\"" + "n".repeat(513) + "\":\"x\"}");
        wrong.add("\"tags\":{\"n\":\"" + "x".repeat(513) + "\"}");
        wrong.add("\"contentType\":\"" + "c".repeat(256) + "\"");
        return wrong;
    }

    private static List<String> wrongInSet() {
        List<String> wrong = new ArrayList<>(Arrays.asList("{}", "{\"Value\":\"x\"}"));
        for (String value : List.of("null", "1", "true", "{}", "[]", "\"\\ud800\"", "1.5")) {
            wrong.add("{\"value\":" + value + "}");
        }
        wrong.add("{\"value\":\"" + "v".repeat(25_601) + "\"}");
        wrong.add("{\"value\":\"" + "\u00e9".repeat(12_800) + "v\"}");
        wrong.add("{\"value\":\"" + "\ud83d\ude00".repeat(6_401) + "\"}");
        wrong.add("{\"value\":\"" + "\\u0000".repeat(25_601) + "\"}");
        wrong.add("{\"value\":\"" + "v".repeat(1_000_000) + "\"}");
        return wrong;
    }

    static String tags(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"tag%d\":\"%d\"".formatted(i, i))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
