/** Who takes part in the log: which changes are safe, and what nodes ask each other about it. */
@NullMarked
package io.strongroom.raft.ratis.membership;

import org.jspecify.annotations.NullMarked;
