/** Vaults: their data keys and the identities that values are sealed with. */
@NullMarked
package io.strongroom.server.vault;

import org.jspecify.annotations.NullMarked;
