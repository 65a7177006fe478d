/** The hosts of a run, one container per node, and what can be seen of them and done to them. */
@NullMarked
package io.strongroom.chaos.suite.stage;

import org.jspecify.annotations.NullMarked;
