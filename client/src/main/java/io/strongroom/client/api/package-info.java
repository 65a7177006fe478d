/** The wire: JSON records and error codes, shared by server and client; no dependencies. */
@NullMarked
package io.strongroom.client.api;

import org.jspecify.annotations.NullMarked;
