/** Consensus as the rest of the project sees it: a replicated log that feeds a state machine. */
@NullMarked
package io.strongroom.raft;

import org.jspecify.annotations.NullMarked;
