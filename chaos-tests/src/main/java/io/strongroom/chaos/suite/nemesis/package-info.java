/** What is done to the hosts while clients run, and in which order. */
@NullMarked
package io.strongroom.chaos.suite.nemesis;

import org.jspecify.annotations.NullMarked;
