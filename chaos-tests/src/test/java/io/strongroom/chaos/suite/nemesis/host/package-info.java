/** Tests of {@code io.strongroom.chaos.suite.nemesis.host}. */
@NullMarked
package io.strongroom.chaos.suite.nemesis.host;

import org.jspecify.annotations.NullMarked;
