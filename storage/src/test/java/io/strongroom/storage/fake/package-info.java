/** The storage in memory, for tests of this module and of those that use it. */
@NullMarked
package io.strongroom.storage.fake;

import org.jspecify.annotations.NullMarked;
