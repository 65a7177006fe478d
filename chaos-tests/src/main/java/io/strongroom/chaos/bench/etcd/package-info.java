/** An etcd cluster on this machine, to measure against. */
@NullMarked
package io.strongroom.chaos.bench.etcd;

import org.jspecify.annotations.NullMarked;
