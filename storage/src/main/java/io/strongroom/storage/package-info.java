/** Placeholder. */
@NullMarked
package io.strongroom.storage;

import org.jspecify.annotations.NullMarked;
