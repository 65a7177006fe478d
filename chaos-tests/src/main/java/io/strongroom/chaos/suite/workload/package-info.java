/** What clients do, how fast, and how each answer is written down. */
@NullMarked
package io.strongroom.chaos.suite.workload;

import org.jspecify.annotations.NullMarked;
