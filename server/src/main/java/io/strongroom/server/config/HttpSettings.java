package io.strongroom.server.config;

import java.nio.file.Path;

/**
 * Where clients are served; HTTPS only.
 *
 * @param certificate PEM chain for every public name
 * @param privateKey PEM, PKCS#8
 */
public record HttpSettings(String bindAddress, int port, Path certificate, Path privateKey) {
    public HttpSettings {
        Addresses.checkHost("bindAddress", bindAddress);
        Addresses.checkPort("port", port);
    }
}
