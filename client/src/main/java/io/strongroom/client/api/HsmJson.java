package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Where a node has its root key.
 *
 * @param node its id
 * @param kind {@code pkcs11} or {@code software}
 * @param available whether the root key answers now
 * @param fingerprint of the root key that is in use, in hexadecimal
 * @param generation of that root key, from 1
 * @param tokenLabel null of a software root key, as the others that follow
 * @param keyLabel the root key's
 * @param mechanisms those for wrapping that the module lists; null while the HSM is away
 * @param keys the AES keys on the token; null while the HSM is away
 * @param problem why something of this is missing, or what the token lacks
 * @param older root keys of the cluster that are not retired: a node needs them too, for what is
 *     still wrapped by them; null of a software root key
 */
public record HsmJson(
        int node,
        String kind,
        boolean available,
        String fingerprint,
        int generation,
        @Nullable String tokenLabel,
        @Nullable String keyLabel,
        @Nullable List<String> mechanisms,
        @Nullable List<TokenKeyJson> keys,
        @Nullable String problem,
        @Nullable List<RootKeyJson> older) {}
