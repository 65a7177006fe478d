/** Real clusters under faults of clocks, disks, databases, load and lost nodes. */
@NullMarked
package io.strongroom.chaos.fault;

import org.jspecify.annotations.NullMarked;
