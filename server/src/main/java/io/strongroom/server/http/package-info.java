/**
 * HTTP in and out: from Armeria's request to ours, host and version rules, errors to their
 * documented bodies.
 */
@NullMarked
package io.strongroom.server.http;

import org.jspecify.annotations.NullMarked;
