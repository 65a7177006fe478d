/** The host names of a development cluster, and /etc/hosts where they do not resolve. */
@NullMarked
package io.strongroom.server.dev.hosts;

import org.jspecify.annotations.NullMarked;
