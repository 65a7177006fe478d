package io.strongroom.chaos.check.linear;

import org.jspecify.annotations.Nullable;

/**
 * What the vault may answer when one operation follows the other. Without state of its own.
 *
 * @param <S> a state; equal states have the same future
 * @param <C> an operation together with its answer
 */
interface Model<S, C> {
    S initial();

    /** The state afterwards; null when the operation could not have been answered so. */
    @Nullable S step(S state, C command);

    /** Whether it leaves every state that allows it as it is. */
    boolean reads(C command);
}
