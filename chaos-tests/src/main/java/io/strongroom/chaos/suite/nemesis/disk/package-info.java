/** Faults of what lies on a node's disk, and what operators do about them. */
@NullMarked
package io.strongroom.chaos.suite.nemesis.disk;

import org.jspecify.annotations.NullMarked;
