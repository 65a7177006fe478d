/** What only the leader does on a timer: it proposes commands, it never edits state. */
@NullMarked
package io.strongroom.server.duty;

import org.jspecify.annotations.NullMarked;
