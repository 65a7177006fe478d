/** One HTTPS exchange with one address: no choice of node, no retry. */
@NullMarked
package io.strongroom.client.http;

import org.jspecify.annotations.NullMarked;
