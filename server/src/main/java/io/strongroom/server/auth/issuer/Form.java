package io.strongroom.server.auth.issuer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A form body's parameters, decoded. May hold a client secret, so it does not print itself.
 *
 * @param values by name; a parameter stands at most once (RFC 6749, 3.2)
 */
public record Form(Map<String, String> values) {
    private static final int MAX_PARAMETERS = 64;

    public Form {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /**
     * Reads {@code application/x-www-form-urlencoded}; empty when it is malformed, not UTF-8, names
     * a parameter twice or has more than 64.
     */
    static Optional<Form> parse(byte[] body) {
        Optional<String> text = utf8(ByteBuffer.wrap(body));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> values = new TreeMap<>();
        for (String pair : text.get().split("&", MAX_PARAMETERS + 2)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            Optional<String> name = decode(equals < 0 ? pair : pair.substring(0, equals));
            Optional<String> value = decode(equals < 0 ? "" : pair.substring(equals + 1));
            if (name.isEmpty()
                    || value.isEmpty()
                    || values.size() == MAX_PARAMETERS
                    || values.putIfAbsent(name.get(), value.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new Form(values));
    }

    /** A parameter's value; empty when it is missing or has no characters. */
    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    /** Undoes the form's encoding of one name or value; empty when it is malformed. */
    static Optional<String> decode(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        byte[] raw = encoded.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '+') {
                bytes.write(' ');
            } else if (raw[i] != '%') {
                bytes.write(raw[i]);
            } else {
                int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
                int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                bytes.write(high << 4 | low);
                i += 2;
            }
        }
        return utf8(ByteBuffer.wrap(bytes.toByteArray()));
    }

    private static Optional<String> utf8(ByteBuffer bytes) {
        try {
            // A new decoder reports malformed input; String's constructor would replace it.
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "Form" + values.keySet();
    }
}
