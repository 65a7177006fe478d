/** Each promise of the vault, kept and broken by hand. */
@NullMarked
package io.strongroom.chaos.check.invariant;

import org.jspecify.annotations.NullMarked;
