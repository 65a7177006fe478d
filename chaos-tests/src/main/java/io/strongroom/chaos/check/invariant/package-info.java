/** Checks in one pass over a history, each of one promise of the vault. */
@NullMarked
package io.strongroom.chaos.check.invariant;

import org.jspecify.annotations.NullMarked;
