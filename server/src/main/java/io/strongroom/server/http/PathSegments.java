package io.strongroom.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A path's segments, decoded. Empty ones are dropped: a trailing slash and a double slash both mean
 * 'no version', and a leading double slash is collapsed.
 */
public final class PathSegments {
    private PathSegments() {}

    public static List<String> of(String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String raw : rawPath.split("/", -1)) {
            if (!raw.isEmpty()) {
                segments.add(decode(raw));
            }
        }
        return List.copyOf(segments);
    }

    /** RFC 3986 percent-decoding; a plus sign stays one, unlike in a query. */
    private static String decode(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        byte[] in = raw.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.put(in[i]);
            } else {
                if (i + 2 >= in.length) {
                    throw invalid();
                }
                out.put((byte) (digit(in[i + 1]) * 16 + digit(in[i + 2])));
                i += 2;
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException e) {
            throw invalid();
        }
    }

    private static int digit(byte character) {
        int value = Character.digit(character, 16);
        if (value < 0) {
            throw invalid();
        }
        return value;
    }

    private static ApiException invalid() {
        return ApiException.badParameter("The request URI is not valid percent-encoding.");
    }
}
