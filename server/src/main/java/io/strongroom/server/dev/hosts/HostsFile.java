package io.strongroom.server.dev.hosts;

import io.strongroom.server.dev.plan.DevException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of development clusters in a hosts file: one marked block, replaced as a whole. All
 * other lines stay as they are.
 */
public record HostsFile(Path file) {
    private static final String BEGIN = "# strongroom dev";
    private static final String END = "# end of strongroom dev";

    /** The machine's own. */
    public static HostsFile ofMachine() {
        return new HostsFile(Path.of("/etc/hosts"));
    }

    public boolean isWritable() {
        return Files.isWritable(file);
    }

    /** Puts the lines into the block; does nothing when they are there already. */
    public void replaceBlock(List<String> lines) throws DevException {
        try {
            String before = Files.readString(file);
            String after = withBlock(before, lines);
            if (!after.equals(before)) {
                // Written in place: in a container /etc/hosts is a mount and cannot be renamed.
                Files.writeString(file, after);
            }
        } catch (IOException failed) {
            throw new DevException("cannot change " + file + ": " + failed.getMessage(), failed);
        }
    }

    private static String withBlock(String text, List<String> lines) throws DevException {
        List<String> kept = new ArrayList<>();
        boolean inBlock = false;
        for (String line : text.lines().toList()) {
            if (line.strip().equals(BEGIN)) {
                inBlock = true;
            } else if (inBlock && line.strip().equals(END)) {
                inBlock = false;
            } else if (!inBlock) {
                kept.add(line);
            }
        }
        if (inBlock) {
            throw new DevException(
                    "the hosts file has a line \""
                            + BEGIN
                            + "\" without \""
                            + END
                            + "\"; repair it");
        }
        kept.add(BEGIN);
        kept.addAll(lines);
        kept.add(END);
        return String.join("\n", kept) + "\n";
    }
}
