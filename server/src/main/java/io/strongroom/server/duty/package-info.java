/** What a node does on a timer: it proposes commands and watches itself, it never edits state. */
@NullMarked
package io.strongroom.server.duty;

import org.jspecify.annotations.NullMarked;
