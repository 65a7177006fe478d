/** Tests of the chaos suite's clients that need no hosts. */
@NullMarked
package io.strongroom.chaos.suite.workload.call;

import org.jspecify.annotations.NullMarked;
