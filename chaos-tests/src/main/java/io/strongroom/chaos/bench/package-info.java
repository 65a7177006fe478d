/** Measures a development cluster from outside: throughput and latency by number of clients. */
@NullMarked
package io.strongroom.chaos.bench;

import org.jspecify.annotations.NullMarked;
