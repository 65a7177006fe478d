/** Faults of a node's process: its end, and its standing still. */
@NullMarked
package io.strongroom.chaos.suite.nemesis.process;

import org.jspecify.annotations.NullMarked;
