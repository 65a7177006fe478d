/** Placeholder. */
@NullMarked
package io.strongroom.hsm;

import org.jspecify.annotations.NullMarked;
