package io.strongroom.server.access;

import io.strongroom.server.auth.Caller;
import io.strongroom.storage.command.VaultName;

import java.util.Optional;

/**
 * A caller that wants to do something.
 *
 * @param item what it is about, below the vault, such as {@code secrets/db}, whether it exists or
 *     not; empty for operations on the vault's items as a whole
 */
public record AccessRequest(
        Caller caller, Permission permission, VaultName vault, Optional<String> item) {}
