package io.strongroom.chaos.contract;

import java.util.ArrayList;
import java.util.List;

/** Methods, headers and framing that are not as HTTP or the API wants them. */
record ProtocolTable(Vault vault) {
    private static final String KEPT = "/secrets/kept";
    private static final String VALUE = "{\"value\":\"x\"}";

    List<BadRequest> rows() {
        List<BadRequest> rows = new ArrayList<>();
        methods(rows);
        types(rows);
        headers(rows);
        framing(rows);
        return rows;
    }

    private void methods(List<BadRequest> rows) {
        Expected notAllowed = Expected.error(405, "MethodNotAllowed");
        for (String[] call :
                List.of(
                        new String[] {"POST", KEPT},
                        new String[] {"PUT", "/secrets"},
                        new String[] {"POST", "/secrets"},
                        new String[] {"DELETE", "/secrets"},
                        new String[] {"PATCH", "/secrets"},
                        new String[] {"PUT", KEPT + "/versions"},
                        new String[] {"GET", KEPT + "/backup"},
                        new String[] {"DELETE", KEPT + "/" + "0".repeat(32)},
                        new String[] {"PUT", KEPT + "/" + "0".repeat(32)},
                        new String[] {"PUT", "/deletedsecrets"},
                        new String[] {"PUT", "/deletedsecrets/kept"},
                        new String[] {"PATCH", "/deletedsecrets/kept"},
                        new String[] {"GET", "/deletedsecrets/kept/recover"},
                        new String[] {"OPTIONS", KEPT},
                        new String[] {"OPTIONS", "/secrets"},
                        new String[] {"TRACE", KEPT})) {
            rows.add(
                    new BadRequest(
                            call[0] + " " + call[1],
                            vault.call(call[0], call[1]).with("Content-Length: 0"),
                            notAllowed));
        }
        rows.add(
                new BadRequest(
                        "HEAD",
                        vault.call("HEAD", KEPT).with("Connection: close"),
                        Expected.oneOf(405)));
        for (String method : List.of("get", "Get", "FROB", "G\u00cbT", "CONNECT", "PRI")) {
            rows.add(
                    new BadRequest(
                            "method " + method,
                            vault.call(method, KEPT),
                            Expected.oneOf(0, 400, 405)));
        }
        rows.add(
                new BadRequest(
                        "OPTIONS *", vault.call("OPTIONS", "*"), Expected.oneOf(400, 404, 405)));
        rows.add(
                new BadRequest(
                        "CONNECT host:port",
                        vault.request("CONNECT", "default.vault.localhost:443"),
                        Expected.oneOf(0, 400, 405)));
    }

    private void types(List<BadRequest> rows) {
        for (String type :
                List.of(
                        "text/plain",
                        "application/xml",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data; boundary=x",
                        "application/jsonp",
                        "garbage",
                        ";",
                        "application/json, text/plain",
                        "\u00ff")) {
            rows.add(
                    new BadRequest(
                            "content type " + type,
                            vault.call("PUT", KEPT).bytes(type, VALUE),
                            Expected.error(415, "UnsupportedMediaType")));
        }
    }

    private void headers(List<BadRequest> rows) {
        RawRequest get = vault.call("GET", KEPT);
        RawRequest put = vault.call("PUT", KEPT).json(VALUE);
        for (String id : List.of("x", "1", "0-0-0-0-", "\u00ff", "a".repeat(5_000), "")) {
            rows.add(
                    new BadRequest(
                            "request id " + (id.length() > 20 ? "long" : id),
                            put.with("Repeatability-Request-ID: " + id),
                            Expected.badParameter()));
        }
        rows.add(
                new BadRequest(
                        "a header of 100 KB",
                        get.with("X-Long: " + "x".repeat(100_000)),
                        Expected.oneOf(400, 431)));
        rows.add(
                new BadRequest(
                        "a header without a colon", get.with("garbage"), Expected.oneOf(200, 400)));
        rows.add(
                new BadRequest(
                        "a space before the colon",
                        get.with("X-Odd : x"),
                        Expected.oneOf(0, 200, 400)));
        rows.add(
                new BadRequest(
                        "a NUL in a header", get.with("X-Odd: a\0b"), Expected.oneOf(0, 400)));
        rows.add(
                new BadRequest(
                        "an unknown expectation",
                        put.with("Expect: the-unexpected"),
                        Expected.oneOf(417, 400)));
        rows.add(
                new BadRequest(
                        "another protocol by Upgrade",
                        get.with("Connection: Upgrade").with("Upgrade: websocket"),
                        Expected.oneOf(200, 400)));
    }

    private void framing(List<BadRequest> rows) {
        RawRequest put =
                vault.call("PUT", KEPT).with("Content-Type: application/json").unmeasured(VALUE);
        String length = "Content-Length: ";
        for (String wrong : List.of("-1", "x", "1e3", "+13", "99999999999999999999", "13, 14")) {
            rows.add(
                    new BadRequest(
                            "length " + wrong,
                            put.with(length + wrong),
                            Expected.oneOf(0, 400, 413)));
        }
        rows.add(
                new BadRequest(
                        "a length of 5",
                        put.with(length + "5").with("Connection: close"),
                        Expected.badParameter()));
        rows.add(
                new BadRequest(
                        "two lengths",
                        put.with(length + "13").with(length + "5"),
                        Expected.oneOf(0, 400)));
        rows.add(
                new BadRequest(
                        "a length and chunks",
                        put.with(length + "13").with("Transfer-Encoding: chunked"),
                        Expected.oneOf(0, 400)));
        for (String chunks :
                List.of("zz\r\nx\r\n", "-5\r\n", "FFFFFFFFFFFFFFFFFF\r\nx", "\r\n\r\n")) {
            rows.add(
                    new BadRequest(
                            "chunks " + chunks.strip(),
                            vault.call("PUT", KEPT)
                                    .with("Content-Type: application/json")
                                    .with("Transfer-Encoding: chunked")
                                    .unmeasured(chunks),
                            Expected.oneOf(0, 400)));
        }
        rows.add(
                new BadRequest(
                        "an unknown transfer coding",
                        put.with("Transfer-Encoding: frob"),
                        Expected.oneOf(0, 400, 501)));
        rows.add(
                new BadRequest(
                        "5 MB",
                        vault.call("PUT", KEPT)
                                .json("{\"value\":\"" + "v".repeat(5_000_000) + "\"}"),
                        Expected.error(413, "RequestEntityTooLarge")));
        rows.add(
                new BadRequest(
                        "5 MB announced",
                        vault.call("PUT", KEPT)
                                .with("Content-Type: application/json")
                                .with(length + "5000000")
                                .with("Expect: 100-continue"),
                        Expected.error(413, "RequestEntityTooLarge")));
        for (String protocol : List.of("HTTP/3.0", "HTTP/1.9", "HTTP/x", "FTP/1.0", "")) {
            rows.add(
                    new BadRequest(
                            "protocol " + protocol,
                            vault.call("GET", KEPT).as(protocol),
                            Expected.oneOf(0, 200, 400, 505)));
        }
    }
}
