/** Commands for a node that is stopped: repairing its log, rebuilding a cluster from it. */
@NullMarked
package io.strongroom.server.offline;

import org.jspecify.annotations.NullMarked;
