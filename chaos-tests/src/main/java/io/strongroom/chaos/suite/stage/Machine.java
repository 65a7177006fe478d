package io.strongroom.chaos.suite.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** This machine's own commands, run to their end. */
public final class Machine {
    private static final long WITHIN_SECONDS = 300;

    private Machine() {}

    /**
     * Runs one.
     *
     * @return what it printed, errors as well
     * @throws StageException with all of that when it does not end with 0
     */
    public static String run(String... command) throws StageException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Where the tools for disks are, which not every user's path has.
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(WITHIN_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new StageException(String.join(" ", command) + ": " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new StageException(String.join(" ", command) + ": " + e.getMessage(), e);
        }
    }
}
