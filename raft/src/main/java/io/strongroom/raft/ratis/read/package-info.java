/** Linearizable reads: proof that nothing newer was acknowledged than what a reader will see. */
@NullMarked
package io.strongroom.raft.ratis.read;

import org.jspecify.annotations.NullMarked;
