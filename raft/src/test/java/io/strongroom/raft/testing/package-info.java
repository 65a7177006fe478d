/** Hand-written fakes of the log and its state machine, for the tests of every module. */
@NullMarked
package io.strongroom.raft.testing;

import org.jspecify.annotations.NullMarked;
