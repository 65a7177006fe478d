/** {@code strongroom hsm escrow}: a root key given to officers, and brought back by them. */
@NullMarked
package io.strongroom.server.escrow;

import org.jspecify.annotations.NullMarked;
