/** Root keys, data keys and sealing: the only package that touches key material. */
@NullMarked
package io.strongroom.hsm;

import org.jspecify.annotations.NullMarked;
