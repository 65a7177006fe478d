package io.strongroom.server.auth;

/**
 * What remains of a token once its signature and claims are checked; its times are checked again at
 * every use.
 *
 * @param notBeforeSeconds Unix time
 * @param expiresSeconds Unix time
 */
record VerifiedToken(Caller caller, long notBeforeSeconds, long expiresSeconds) {}
