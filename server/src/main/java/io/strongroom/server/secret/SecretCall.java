package io.strongroom.server.secret;

import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.VersionId;

import java.util.Optional;

/** One operation of the secrets API, as its route names it. An empty version means the latest. */
public sealed interface SecretCall {
    /** The secret that the call names; empty for lists and for a restore. */
    default Optional<ItemName> secret() {
        return switch (this) {
            case Set(ItemName name) -> Optional.of(name);
            case Get(ItemName name, _) -> Optional.of(name);
            case Update(ItemName name, _) -> Optional.of(name);
            case Delete(ItemName name) -> Optional.of(name);
            case ListVersions(ItemName name) -> Optional.of(name);
            case Backup(ItemName name) -> Optional.of(name);
            case GetDeleted(ItemName name) -> Optional.of(name);
            case Recover(ItemName name) -> Optional.of(name);
            case Purge(ItemName name) -> Optional.of(name);
            case ListSecrets(), Restore(), ListDeleted() -> Optional.empty();
        };
    }

    record Set(ItemName name) implements SecretCall {}

    record Get(ItemName name, Optional<VersionId> version) implements SecretCall {}

    record Update(ItemName name, Optional<VersionId> version) implements SecretCall {}

    record Delete(ItemName name) implements SecretCall {}

    record ListSecrets() implements SecretCall {}

    record ListVersions(ItemName name) implements SecretCall {}

    record Backup(ItemName name) implements SecretCall {}

    record Restore() implements SecretCall {}

    record ListDeleted() implements SecretCall {}

    record GetDeleted(ItemName name) implements SecretCall {}

    record Recover(ItemName name) implements SecretCall {}

    record Purge(ItemName name) implements SecretCall {}
}
