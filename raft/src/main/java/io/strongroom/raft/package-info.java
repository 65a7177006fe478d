/** Placeholder. */
@NullMarked
package io.strongroom.raft;

import org.jspecify.annotations.NullMarked;
