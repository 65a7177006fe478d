package io.strongroom.hsm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A file that holds a PIN or passphrase in its only line. */
public final class SecretFile {
    private SecretFile() {}

    /**
     * What the file holds, without white space at either end.
     *
     * @return for the caller to wipe; no other copy is left
     * @throws HsmException of kind CONFIGURATION when it cannot be read, holds nothing, or is not
     *     UTF-8
     */
    public static char[] read(Path file) throws HsmException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw unusable("cannot read " + file + ": " + unreadable, unreadable);
        }
        CharBuffer decoded = CharBuffer.allocate(0);
        try {
            decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            int from = 0;
            int to = decoded.length();
            while (from < to && Character.isWhitespace(decoded.get(from))) {
                from++;
            }
            while (from < to && Character.isWhitespace(decoded.get(to - 1))) {
                to--;
            }
            if (from == to) {
                throw new HsmException(HsmException.Kind.CONFIGURATION, file + " holds nothing");
            }
            return Arrays.copyOfRange(decoded.array(), from, to);
        } catch (CharacterCodingException notText) {
            throw unusable(file + " is not UTF-8", notText);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(decoded.array(), '\0');
        }
    }

    private static HsmException unusable(String message, IOException cause) {
        return new HsmException(HsmException.Kind.CONFIGURATION, message, cause);
    }
}
