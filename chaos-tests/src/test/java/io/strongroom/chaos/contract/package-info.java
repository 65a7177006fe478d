/** What the API promises on the wire, checked byte by byte against clusters of real processes. */
@NullMarked
package io.strongroom.chaos.contract;

import org.jspecify.annotations.NullMarked;
