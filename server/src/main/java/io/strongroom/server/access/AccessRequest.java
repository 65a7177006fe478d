package io.strongroom.server.access;

import io.strongroom.server.auth.Caller;
import io.strongroom.storage.command.SecretName;
import io.strongroom.storage.command.VaultName;

import java.util.Optional;

/**
 * A caller that wants to do something.
 *
 * @param secret as the request names it, whether it exists or not; empty for operations on the
 *     vault's secrets as a whole
 */
public record AccessRequest(
        Caller caller, Permission permission, VaultName vault, Optional<SecretName> secret) {}
