/** What attestation authorities state, verified. */
@NullMarked
package io.strongroom.server.auth.attest;

import org.jspecify.annotations.NullMarked;
