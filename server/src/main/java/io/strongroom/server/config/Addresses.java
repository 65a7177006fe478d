package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

import java.util.regex.Pattern;

/** What host names and ports may look like. */
final class Addresses {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+");

    private Addresses() {}

    static void checkHost(String key, String host) {
        unless(
                HOST.matcher(host).matches(),
                key,
                "\"" + host + "\" is not a host name or address (without scheme and port)");
    }

    static void checkPort(String key, int port) {
        unless(port >= 1 && port <= 65_535, key, "a port is 1 to 65535, not " + port);
    }
}
