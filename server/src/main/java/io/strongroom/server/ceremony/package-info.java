/** The root key comes into this machine's HSM, from a node that has it. */
@NullMarked
package io.strongroom.server.ceremony;

import org.jspecify.annotations.NullMarked;
