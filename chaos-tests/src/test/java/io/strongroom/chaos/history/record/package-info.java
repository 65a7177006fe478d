/** What is recorded is what is read back. */
@NullMarked
package io.strongroom.chaos.history.record;

import org.jspecify.annotations.NullMarked;
