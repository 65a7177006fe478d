/** Gets a call answered by some node of the cluster: leader discovery, back-off, retry. */
@NullMarked
package io.strongroom.client.transport;

import org.jspecify.annotations.NullMarked;
