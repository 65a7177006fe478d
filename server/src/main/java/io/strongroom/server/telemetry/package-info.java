/** What operators see: health, metrics, and log events. */
@NullMarked
package io.strongroom.server.telemetry;

import org.jspecify.annotations.NullMarked;
