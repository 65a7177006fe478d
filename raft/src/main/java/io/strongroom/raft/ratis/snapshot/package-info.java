/** Snapshots of the state: made, vouched for, installed, kept, and the log purged behind them. */
@NullMarked
package io.strongroom.raft.ratis.snapshot;

import org.jspecify.annotations.NullMarked;
