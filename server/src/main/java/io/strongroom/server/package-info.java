/** Placeholder. */
@NullMarked
package io.strongroom.server;

import org.jspecify.annotations.NullMarked;
