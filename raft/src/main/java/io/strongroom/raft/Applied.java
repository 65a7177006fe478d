package io.strongroom.raft;

/**
 * The fate of an entry that was committed and applied.
 *
 * @param index the entry's log index
 * @param reply what {@link StateMachine#apply} returned for it
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
public record Applied(long index, byte[] reply) {}
