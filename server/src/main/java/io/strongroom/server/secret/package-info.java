/** Secrets: routes, the handler, their JSON, sealing and backups. */
@NullMarked
package io.strongroom.server.secret;

import org.jspecify.annotations.NullMarked;
