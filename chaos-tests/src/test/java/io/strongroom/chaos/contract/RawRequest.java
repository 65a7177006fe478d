package io.strongroom.chaos.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One HTTP/1.1 request, however malformed: nothing is checked, nothing is added on the way.
 *
 * @param target what stands between the method and the protocol, unchecked
 * @param headers whole lines
 * @param body one char per byte (ISO-8859-1), so that bodies need not be UTF-8
 */
record RawRequest(
        String method, String target, String protocol, List<String> headers, String body) {
    RawRequest {
        headers = List.copyOf(headers);
    }

    static RawRequest of(String method, String target) {
        return new RawRequest(method, target, "HTTP/1.1", List.of(), "");
    }

    /** With one more header line, after the others. */
    RawRequest with(String line) {
        List<String> more = new ArrayList<>(headers);
        more.add(line);
        return new RawRequest(method, target, protocol, more, body);
    }

    RawRequest without(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return new RawRequest(
                method,
                target,
                protocol,
                headers.stream()
                        .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith(prefix))
                        .toList(),
                body);
    }

    /** In place of the header of that name. */
    RawRequest instead(String name, String value) {
        return without(name).with(name + ": " + value);
    }

    RawRequest as(String otherProtocol) {
        return new RawRequest(method, target, otherProtocol, headers, body);
    }

    /** With a JSON body and its length. */
    RawRequest json(String text) {
        return bytes("application/json", latin1(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** With a body of these bytes, one char each, and its length. */
    RawRequest bytes(String contentType, String bytes) {
        RawRequest typed = contentType.isEmpty() ? this : instead("Content-Type", contentType);
        return typed.instead("Content-Length", Integer.toString(bytes.length())).unmeasured(bytes);
    }

    /** With this body and whatever the headers say of it. */
    RawRequest unmeasured(String bytes) {
        return new RawRequest(method, target, protocol, headers, bytes);
    }

    byte[] toBytes() {
        StringBuilder text = new StringBuilder();
        text.append(method).append(' ').append(target).append(' ').append(protocol).append("\r\n");
        headers.forEach(line -> text.append(line).append("\r\n"));
        text.append("\r\n").append(body);
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
