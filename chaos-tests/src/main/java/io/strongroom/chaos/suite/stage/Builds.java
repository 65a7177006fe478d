package io.strongroom.chaos.suite.stage;

import java.nio.file.Path;

/**
 * The two builds of a cluster that is upgraded while a run goes on, and how far that is. For one
 * thread.
 */
public final class Builds {
    /** How far; never back but from the newer build before it is final. */
    public enum Stand {
        /** All nodes run the older build, as at the founding. */
        OLDER,
        /** The same after all ran the newer one for a while. */
        RETURNED,
        /** All run the newer build, the cluster allows what the older one knows. */
        NEWER,
        /** The cluster allows what the newer build knows. */
        FINAL
    }

    private final Path older;
    private final Path newer;
    private Stand stand = Stand.OLDER;

    Builds(Path older, Path newer) {
        this.older = older;
        this.newer = newer;
    }

    public Path older() {
        return older;
    }

    public Path newer() {
        return newer;
    }

    public Stand stand() {
        return stand;
    }

    /** All nodes are so far. */
    public void reached(Stand now) {
        stand = now;
    }

    /** Whether the nodes run the newer build. */
    public boolean isNewer() {
        return switch (stand) {
            case OLDER, RETURNED -> false;
            case NEWER, FINAL -> true;
        };
    }

    /** What a node that is restarted now has to run. */
    Path current() {
        return isNewer() ? newer : older;
    }
}
