package io.strongroom.server.key;

import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.VersionId;

import java.util.Optional;

/** One operation of the keys API, as its route names it. An empty version means the latest. */
public sealed interface KeyCall {
    /** The key that the call names; empty for lists. */
    default Optional<ItemName> key() {
        return switch (this) {
            case Create(ItemName name) -> Optional.of(name);
            case Import(ItemName name) -> Optional.of(name);
            case Get(ItemName name, _) -> Optional.of(name);
            case Update(ItemName name, _) -> Optional.of(name);
            case Delete(ItemName name) -> Optional.of(name);
            case ListVersions(ItemName name) -> Optional.of(name);
            case Use(ItemName name, _, _) -> Optional.of(name);
            case Rotate(ItemName name) -> Optional.of(name);
            case GetDeleted(ItemName name) -> Optional.of(name);
            case Recover(ItemName name) -> Optional.of(name);
            case Purge(ItemName name) -> Optional.of(name);
            case Release(ItemName name, _) -> Optional.of(name);
            case Attest(ItemName name, _) -> Optional.of(name);
            case Backup(ItemName name) -> Optional.of(name);
            case GetRotationPolicy(ItemName name) -> Optional.of(name);
            case SetRotationPolicy(ItemName name) -> Optional.of(name);
            case ListKeys(), ListDeleted(), Restore(), RandomBytes() -> Optional.empty();
        };
    }

    record Create(ItemName name) implements KeyCall {}

    record Import(ItemName name) implements KeyCall {}

    record Get(ItemName name, Optional<VersionId> version) implements KeyCall {}

    record Update(ItemName name, Optional<VersionId> version) implements KeyCall {}

    record Delete(ItemName name) implements KeyCall {}

    record ListKeys() implements KeyCall {}

    record ListVersions(ItemName name) implements KeyCall {}

    record Use(ItemName name, Optional<VersionId> version, KeyUse use) implements KeyCall {}

    record Rotate(ItemName name) implements KeyCall {}

    record ListDeleted() implements KeyCall {}

    record GetDeleted(ItemName name) implements KeyCall {}

    record Recover(ItemName name) implements KeyCall {}

    record Purge(ItemName name) implements KeyCall {}

    record Release(ItemName name, Optional<VersionId> version) implements KeyCall {}

    record Attest(ItemName name, Optional<VersionId> version) implements KeyCall {}

    record Backup(ItemName name) implements KeyCall {}

    record Restore() implements KeyCall {}

    record GetRotationPolicy(ItemName name) implements KeyCall {}

    record SetRotationPolicy(ItemName name) implements KeyCall {}

    record RandomBytes() implements KeyCall {}
}
