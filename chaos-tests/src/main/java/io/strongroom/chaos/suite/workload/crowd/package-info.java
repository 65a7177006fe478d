/** Clients side by side at one pace, and what a workload is. */
@NullMarked
package io.strongroom.chaos.suite.workload.crowd;

import org.jspecify.annotations.NullMarked;
