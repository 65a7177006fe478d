/** The search for an order, against every order there is. */
@NullMarked
package io.strongroom.chaos.check.linear;

import org.jspecify.annotations.NullMarked;
