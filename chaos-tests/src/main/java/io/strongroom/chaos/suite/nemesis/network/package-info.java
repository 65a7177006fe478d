/** Which nodes do not hear each other in a partition, and how a host is made deaf to them. */
@NullMarked
package io.strongroom.chaos.suite.nemesis.network;

import org.jspecify.annotations.NullMarked;
