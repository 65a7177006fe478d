/** Tests of the ways to part nodes. */
@NullMarked
package io.strongroom.chaos.suite.nemesis.network;

import org.jspecify.annotations.NullMarked;
