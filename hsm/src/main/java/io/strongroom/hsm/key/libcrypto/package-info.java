/** Software keys in OpenSSL's libcrypto, called through Java's foreign-function API. */
@NullMarked
package io.strongroom.hsm.key.libcrypto;

import org.jspecify.annotations.NullMarked;
