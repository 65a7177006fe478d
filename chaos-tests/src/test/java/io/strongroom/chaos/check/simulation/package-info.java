/** Histories for the checkers' own tests: by hand, and of a simulated vault with planted bugs. */
@NullMarked
package io.strongroom.chaos.check.simulation;

import org.jspecify.annotations.NullMarked;
