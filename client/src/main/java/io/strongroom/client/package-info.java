/** The smart client: finds the leader, retries under the same request id, typed answers. */
@NullMarked
package io.strongroom.client;

import org.jspecify.annotations.NullMarked;
