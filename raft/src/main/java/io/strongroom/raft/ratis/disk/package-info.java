/** What Ratis leaves to the file system and this log does not. */
@NullMarked
package io.strongroom.raft.ratis.disk;

import org.jspecify.annotations.NullMarked;
