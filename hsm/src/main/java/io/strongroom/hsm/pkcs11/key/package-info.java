/** Keys that live inside an HSM, unwrapped there from blobs that its root key wrapped. */
@NullMarked
package io.strongroom.hsm.pkcs11.key;

import org.jspecify.annotations.NullMarked;
