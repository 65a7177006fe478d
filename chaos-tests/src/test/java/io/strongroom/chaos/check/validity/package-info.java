/** Runs that prove nothing. */
@NullMarked
package io.strongroom.chaos.check.validity;

import org.jspecify.annotations.NullMarked;
