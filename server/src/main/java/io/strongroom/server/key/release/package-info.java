/** Letting a key go: its release policy, and for whom it is wrapped. */
@NullMarked
package io.strongroom.server.key.release;

import org.jspecify.annotations.NullMarked;
