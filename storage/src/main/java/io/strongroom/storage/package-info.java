/** The module's front door: opening and closing the storage. */
@NullMarked
package io.strongroom.storage;

import org.jspecify.annotations.NullMarked;
