package io.strongroom.hsm.key;

import java.util.Optional;

/**
 * A key that only HSMs can use.
 *
 * @param publicPart of a pair; empty for a symmetric key
 * @param blob the key as the root key wrapped it: it can be kept anywhere and is bound to nothing,
 *     so who keeps it seals it again under the identity that it is to have. Not to be changed.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a record.
public record HsmKey(KeySpec spec, Optional<PublicPart> publicPart, byte[] blob) {
    public HsmKey {
        if (publicPart.isPresent() && !publicPart.get().spec().equals(spec)) {
            throw new IllegalArgumentException("a public half of another kind");
        }
        if (publicPart.isEmpty() && !(spec instanceof KeySpec.Oct)) {
            throw new IllegalArgumentException("a pair without its public half");
        }
    }

    /** A pair. */
    public static HsmKey pair(PublicPart publicPart, byte[] blob) {
        return new HsmKey(publicPart.spec(), Optional.of(publicPart), blob);
    }

    /** A symmetric key. */
    public static HsmKey symmetric(KeySpec.Oct spec, byte[] blob) {
        return new HsmKey(spec, Optional.empty(), blob);
    }

    @Override
    public String toString() {
        return "HsmKey[" + spec + "]";
    }
}
