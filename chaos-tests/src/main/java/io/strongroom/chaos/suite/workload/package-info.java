/** All workloads by name, and those of one run together. */
@NullMarked
package io.strongroom.chaos.suite.workload;

import org.jspecify.annotations.NullMarked;
