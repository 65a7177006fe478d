package io.strongroom.chaos.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The compiled production classes of every module. */
final class Production {
    private static final List<String> MODULES =
            List.of("raft", "storage", "hsm", "client", "server");

    private Production() {}

    static JavaClasses classes() {
        Path home = Path.of(System.getProperty("strongroom.home", ".."));
        List<Path> folders =
                MODULES.stream()
                        .map(module -> home.resolve(module).resolve("target/classes"))
                        .toList();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new IllegalStateException(folder + " is missing: compile the modules first");
            }
        }
        return new ClassFileImporter().importPaths(folders);
    }
}
