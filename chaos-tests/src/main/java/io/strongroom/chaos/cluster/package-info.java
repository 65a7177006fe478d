/** Clusters of real processes, as tests and benchmarks start and fault them. */
@NullMarked
package io.strongroom.chaos.cluster;

import org.jspecify.annotations.NullMarked;
