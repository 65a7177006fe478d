/** One node's process: the command line, and everything wired together by hand. */
@NullMarked
package io.strongroom.server;

import org.jspecify.annotations.NullMarked;
