/** The state machine: one applier per resource, deterministic. */
@NullMarked
package io.strongroom.storage.state;

import org.jspecify.annotations.NullMarked;
