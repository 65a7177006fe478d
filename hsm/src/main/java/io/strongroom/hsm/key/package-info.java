/** Kinds of keys, their algorithms, and their operations in software and inside HSMs. */
@NullMarked
package io.strongroom.hsm.key;

import org.jspecify.annotations.NullMarked;
