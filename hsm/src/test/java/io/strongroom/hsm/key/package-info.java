/** Every engine against the same vectors and against each other. */
@NullMarked
package io.strongroom.hsm.key;

import org.jspecify.annotations.NullMarked;
