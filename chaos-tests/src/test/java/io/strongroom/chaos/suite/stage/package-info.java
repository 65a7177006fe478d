/** Tests of what a host is told to be like. */
@NullMarked
package io.strongroom.chaos.suite.stage;

import org.jspecify.annotations.NullMarked;
