package io.strongroom.client;

/** A version with its value. Its text form does not show the value. */
public record Secret(SecretProperties properties, String value) {
    public String name() {
        return properties.name();
    }

    @Override
    public String toString() {
        return "Secret(" + properties.id() + ")";
    }
}
