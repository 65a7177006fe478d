package io.strongroom.client.cli;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text from a file or standard input; refused when it is not UTF-8, never repaired. */
final class TextInput {
    private TextInput() {}

    /** A file as it is; standard input without one line break at its end. */
    static String read(@Nullable Path file, InputStream in) throws IOException {
        if (file != null) {
            return decoded(Files.readAllBytes(file), file.toString());
        }
        var text = decoded(in.readAllBytes(), "standard input");
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    /** One line without its end; no more is read than that. */
    static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static String decoded(byte[] bytes, String source) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new UsageException(source + " is not UTF-8 text: encode it, for example base64");
        }
    }
}
