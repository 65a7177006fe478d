/** Examines, repairs and rebuilds the log's files while no node uses them. */
@NullMarked
package io.strongroom.raft.ratis.repair;

import org.jspecify.annotations.NullMarked;
