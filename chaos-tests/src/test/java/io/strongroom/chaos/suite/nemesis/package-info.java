/** Tests of the chaos suite's parts that need no hosts. */
@NullMarked
package io.strongroom.chaos.suite.nemesis;

import org.jspecify.annotations.NullMarked;
