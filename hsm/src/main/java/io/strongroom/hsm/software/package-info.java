/** The embedded default: a root key in a passphrase-protected file. */
@NullMarked
package io.strongroom.hsm.software;

import org.jspecify.annotations.NullMarked;
