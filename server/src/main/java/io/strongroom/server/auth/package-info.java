/**
 * Who is calling: bearer tokens are verified here, and a caller without one is told where to go.
 */
@NullMarked
package io.strongroom.server.auth;

import org.jspecify.annotations.NullMarked;
