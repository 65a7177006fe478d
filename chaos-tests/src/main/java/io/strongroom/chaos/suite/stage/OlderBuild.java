package io.strongroom.chaos.suite.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The build that upgrades begin with, from this repository's history.
 *
 * @param home the project's folder
 */
public record OlderBuild(Path home) {
    /**
     * Makes it when it is not there; takes some minutes then.
     *
     * @return its distribution
     * @throws StageException when it cannot be made; the reason is on standard error
     */
    public Path distribution() throws IOException, StageException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                "bash",
                                home.resolve("bin/lib/older.sh").toString(),
                                home.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new StageException("the older build cannot be made; see above");
        }
        return Path.of(told.strip()).toRealPath();
    }
}
