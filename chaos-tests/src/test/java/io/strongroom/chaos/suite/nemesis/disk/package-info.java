/** Tests of {@code io.strongroom.chaos.suite.nemesis.disk}. */
@NullMarked
package io.strongroom.chaos.suite.nemesis.disk;

import org.jspecify.annotations.NullMarked;
