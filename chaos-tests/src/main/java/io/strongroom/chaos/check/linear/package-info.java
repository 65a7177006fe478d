/**
 * Whether a history can be explained by one operation after the other, in an order that respects
 * real time (Wing and Gong, 1993; Lowe, 2017), for each name by itself.
 */
@NullMarked
package io.strongroom.chaos.check.linear;

import org.jspecify.annotations.NullMarked;
