/** The development cluster: real node processes on loopback addresses that scripts can drive. */
@NullMarked
package io.strongroom.server.dev;

import org.jspecify.annotations.NullMarked;
