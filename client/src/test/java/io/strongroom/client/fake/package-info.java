/** Hand-written nodes that speak HTTPS on loopback addresses. */
@NullMarked
package io.strongroom.client.fake;

import org.jspecify.annotations.NullMarked;
