/** The architecture as a test: arrows between modules, determinism, and what no class may do. */
@NullMarked
package io.strongroom.chaos.architecture;

import org.jspecify.annotations.NullMarked;
