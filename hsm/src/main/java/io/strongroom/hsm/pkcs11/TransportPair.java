package io.strongroom.hsm.pkcs11;

/**
 * A pair in a token to which a root key is wrapped.
 *
 * @param label its label in the token
 * @param subjectPublicKeyInfo the public half, DER (RFC 5280 4.1)
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a record.
public record TransportPair(String label, byte[] subjectPublicKeyInfo) {}
