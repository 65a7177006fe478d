package io.strongroom.raft.ratis.repair;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Ratis' file with the term and the vote of a node.
 *
 * @param term the highest one that the node has taken part in
 * @param votedFor whom it voted for in it; empty for nobody
 */
record VoteFile(long term, String votedFor) {
    private static final String TERM = "term";
    private static final String VOTED_FOR = "votedFor";

    /** Why the file cannot be right; null when nothing is wrong. */
    static @Nullable String objection(Path file, long lastTerm) throws IOException {
        try {
            long term = read(file).term();
            return term < lastTerm
                    ? "its term is %d, and the log has reached %d".formatted(term, lastTerm)
                    : null;
        } catch (NoSuchFileException e) {
            return "the file with the term and the vote is missing";
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return "the term or the vote cannot be read";
        }
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException it is damaged
     */
    static VoteFile read(Path file) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file)));
        String term = properties.getProperty(TERM, "");
        String votedFor = properties.getProperty(VOTED_FOR);
        if (!term.matches("0|[1-9]\\d*") || votedFor == null || !votedFor.matches("|n[1-9]\\d*")) {
            throw new IllegalArgumentException("neither a term nor a vote");
        }
        return new VoteFile(Long.parseLong(term), votedFor);
    }

    /** Its text, as Ratis reads it. */
    String text() {
        return "%s=%d\n%s=%s\n".formatted(TERM, term, VOTED_FOR, votedFor);
    }
}
