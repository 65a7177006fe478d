/** Checks of the run itself: one that did not do what it was meant to do proves nothing. */
@NullMarked
package io.strongroom.chaos.check.validity;

import org.jspecify.annotations.NullMarked;
