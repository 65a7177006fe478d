/** Placeholder. */
@NullMarked
package io.strongroom.client;

import org.jspecify.annotations.NullMarked;
