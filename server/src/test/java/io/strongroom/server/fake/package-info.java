/** A node without processes: the real parts on a log and tables in memory. */
@NullMarked
package io.strongroom.server.fake;

import org.jspecify.annotations.NullMarked;
