package io.strongroom.server.config.yaml;

/** A value that a settings record refuses; {@link Section#build} turns it into a problem. */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String key;

    public InvalidSettingException(String key, String message) {
        super(message);
        this.key = key;
    }

    /** The dotted path of the value, relative to the section of the record that refuses it. */
    public String key() {
        return key;
    }

    /**
     * Refuses the value under the key unless the condition holds.
     *
     * @throws InvalidSettingException when it does not
     */
    public static void unless(boolean condition, String key, String message) {
        if (!condition) {
            throw new InvalidSettingException(key, message);
        }
    }
}
