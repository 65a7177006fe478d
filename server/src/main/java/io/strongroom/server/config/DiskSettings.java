package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

import java.util.OptionalInt;

/**
 * When the disk of the data folder counts as nearly full.
 *
 * @param lowMebibytes free space below which changes are refused, MiB; empty for a twentieth of the
 *     volume, at least 64 MiB and at most 2 GiB. Below half of it the node suspends itself
 */
public record DiskSettings(OptionalInt lowMebibytes) {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final int SMALLEST = 16;
    private static final int SHARE = 20;
    private static final long LEAST_BYTES = 64 * MEBIBYTE;
    private static final long MOST_BYTES = 2048 * MEBIBYTE;

    public DiskSettings {
        unless(
                lowMebibytes.orElse(SMALLEST) >= SMALLEST,
                "lowMebibytes",
                "at least %d MiB must stay free".formatted(SMALLEST));
    }

    /** The mark on a volume of this size. */
    public long lowBytes(long totalBytes) {
        return lowMebibytes.isPresent()
                ? lowMebibytes.getAsInt() * MEBIBYTE
                : Math.clamp(totalBytes / SHARE, LEAST_BYTES, MOST_BYTES);
    }
}
