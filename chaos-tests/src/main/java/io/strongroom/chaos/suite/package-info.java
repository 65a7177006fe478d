/** The chaos suite: a cluster on hosts of its own, clients, faults, and a verdict. */
@NullMarked
package io.strongroom.chaos.suite;

import org.jspecify.annotations.NullMarked;
