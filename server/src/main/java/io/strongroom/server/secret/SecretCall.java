package io.strongroom.server.secret;

import io.strongroom.storage.command.SecretName;
import io.strongroom.storage.command.VersionId;

import java.util.Optional;

/** One operation of the secrets API, as its route names it. An empty version means the latest. */
public sealed interface SecretCall {
    /** The secret that the call names; empty for lists and for a restore. */
    default Optional<SecretName> secret() {
        return switch (this) {
            case Set(SecretName name) -> Optional.of(name);
            case Get(SecretName name, _) -> Optional.of(name);
            case Update(SecretName name, _) -> Optional.of(name);
            case Delete(SecretName name) -> Optional.of(name);
            case ListVersions(SecretName name) -> Optional.of(name);
            case Backup(SecretName name) -> Optional.of(name);
            case GetDeleted(SecretName name) -> Optional.of(name);
            case Recover(SecretName name) -> Optional.of(name);
            case Purge(SecretName name) -> Optional.of(name);
            case ListSecrets(), Restore(), ListDeleted() -> Optional.empty();
        };
    }

    record Set(SecretName name) implements SecretCall {}

    record Get(SecretName name, Optional<VersionId> version) implements SecretCall {}

    record Update(SecretName name, Optional<VersionId> version) implements SecretCall {}

    record Delete(SecretName name) implements SecretCall {}

    record ListSecrets() implements SecretCall {}

    record ListVersions(SecretName name) implements SecretCall {}

    record Backup(SecretName name) implements SecretCall {}

    record Restore() implements SecretCall {}

    record ListDeleted() implements SecretCall {}

    record GetDeleted(SecretName name) implements SecretCall {}

    record Recover(SecretName name) implements SecretCall {}

    record Purge(SecretName name) implements SecretCall {}
}
