/** A root key inside an HSM, reached through a vendor's PKCS#11 module. */
@NullMarked
package io.strongroom.hsm.pkcs11;

import org.jspecify.annotations.NullMarked;
