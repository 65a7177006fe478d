/** What the clients of each workload do. */
@NullMarked
package io.strongroom.chaos.suite.workload.kind;

import org.jspecify.annotations.NullMarked;
