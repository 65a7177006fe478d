/** Starts, watches and signals the node processes of a development cluster. */
@NullMarked
package io.strongroom.server.dev.process;

import org.jspecify.annotations.NullMarked;
