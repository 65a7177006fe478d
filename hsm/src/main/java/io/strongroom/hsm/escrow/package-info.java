/** A root key in officers' hands: shares of which some restore it, and the document they are in. */
@NullMarked
package io.strongroom.hsm.escrow;

import org.jspecify.annotations.NullMarked;
