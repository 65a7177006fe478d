/** Faults of what a node's host gives it: the time, the speed of its disk, its HSM. */
@NullMarked
package io.strongroom.chaos.suite.nemesis.host;

import org.jspecify.annotations.NullMarked;
