/** The embedded token issuer: client credentials in, signed access tokens out, as pure data. */
@NullMarked
package io.strongroom.server.auth.issuer;

import org.jspecify.annotations.NullMarked;
