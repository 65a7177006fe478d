package io.strongroom.server.dev.found;

import java.util.UUID;

/**
 * A service principal that the cluster is founded with.
 *
 * @param name of its secret's file, and its display name
 * @param secret the client secret
 */
record Principal(String name, UUID clientId, UUID objectId, String secret) {
    static Principal random(String name) {
        return new Principal(name, UUID.randomUUID(), UUID.randomUUID(), SecretFiles.randomText());
    }

    @Override
    public String toString() {
        return "Principal(" + name + ")";
    }
}
