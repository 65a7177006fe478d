package io.strongroom.client.api;

import java.util.List;

/**
 * The answer to {@code POST /admin/v1/root-key/destroy}, of one node. Of retired generations that
 * it does not name there was nothing in its HSM.
 *
 * @param node its id
 * @param destroyed generations whose root key was destroyed now
 * @param left generations under whose label the HSM has another key, which is left alone
 */
public record DestroyedRootKeysJson(int node, List<Integer> destroyed, List<Integer> left) {}
