package io.strongroom.server.access;

import io.strongroom.server.auth.Caller;
import io.strongroom.storage.command.VaultName;

/** A caller that wants to do something. */
public record AccessRequest(Caller caller, Permission permission, VaultName vault, Target target) {}
