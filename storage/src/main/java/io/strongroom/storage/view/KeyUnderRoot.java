package io.strongroom.storage.view;

import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.VaultName;

/** A version of a live or deleted key that a root key wraps inside HSMs. */
public record KeyUnderRoot(VaultName vault, KeyVersion version) {}
