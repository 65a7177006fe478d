package io.strongroom.client.api;

import java.util.List;

/**
 * The body of {@code GET /admin/v1/root-key/rotation}, and of every change under it.
 *
 * @param keys oldest first
 * @param heldBy voters whose HSM has the one that is new; empty when none is
 * @param missing voters whose HSM does not
 * @param dataKeysLeft how many data keys are wrapped by an older root key than the current one
 * @param keysLeft how many versions of keys in HSMs are, counted up to 10,000
 */
public record RootKeysJson(
        List<RootKeyJson> keys,
        List<Integer> heldBy,
        List<Integer> missing,
        int dataKeysLeft,
        int keysLeft) {}
