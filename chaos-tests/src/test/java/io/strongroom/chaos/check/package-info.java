/** The checks, tried on histories that are known good or bad. */
@NullMarked
package io.strongroom.chaos.check;

import org.jspecify.annotations.NullMarked;
