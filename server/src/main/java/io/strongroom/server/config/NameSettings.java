package io.strongroom.server.config;

import java.net.URI;

/**
 * The names under which clients reach the cluster, the same whichever node answers.
 *
 * @param domain parent of the vaults' host names: vault {@code db} is {@code db.DOMAIN}
 * @param publicPort the port in every id and link
 * @param authority where clients get tokens: https, host and port, no path
 */
public record NameSettings(String domain, int publicPort, URI authority) {}
