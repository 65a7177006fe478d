package io.strongroom.chaos.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A random text, and the forms in which it might lie about: raw, UTF-16, hex, and base64 at each of
 * the three places where it can begin.
 */
record Marker(String text, List<String> forms) {
    private static final int BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    Marker {
        forms = List.copyOf(forms);
    }

    static Marker random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        // The tilde and the question mark make both alphabets of base64 differ.
        return of("mark~?~" + HexFormat.of().formatHex(bytes) + "~?~mark");
    }

    static Marker of(String text) {
        List<String> forms = new ArrayList<>();
        byte[] raw = text.getBytes(US_ASCII);
        forms.add(text);
        forms.add(RawRequest.latin1(text.getBytes(UTF_16LE)));
        forms.add(RawRequest.latin1(text.getBytes(UTF_16BE)));
        forms.add(HexFormat.of().formatHex(raw));
        forms.add(HexFormat.of().formatHex(raw).toUpperCase(Locale.ROOT));
        for (int offset = 0; offset < 3; offset++) {
            String shifted = "x".repeat(offset) + text;
            // The first and last group mix with what stands beside the text.
            int from = offset == 0 ? 0 : 4;
            int to = shifted.length() / 3 * 4;
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                forms.add(encoder.encodeToString(shifted.getBytes(US_ASCII)).substring(from, to));
            }
        }
        return new Marker(text, forms);
    }

    boolean isIn(byte[] content) {
        String all = RawRequest.latin1(content);
        return forms.stream().anyMatch(all::contains);
    }
}
