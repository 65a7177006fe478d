package io.strongroom.server.key;

import static io.strongroom.server.item.Routing.name;
import static io.strongroom.server.item.Routing.notAllowed;
import static io.strongroom.server.item.Routing.only;

import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Text;
import io.strongroom.server.item.Routing;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.VersionId;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The routes of keys: method and path to a {@link KeyCall}. Literals match without regard to case.
 * Source: Key Vault REST API, keys operations.
 */
public final class KeyRoutes {
    private KeyRoutes() {}

    /**
     * Which call a request is.
     *
     * @param path the path's segments without empty ones
     * @return empty when the path is not one of keys
     * @throws ApiException 400 for an invalid name, 404 for an impossible version, 405 for another
     *     method
     */
    public static Optional<KeyCall> match(String method, List<String> path) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        return switch (path.getFirst().toLowerCase(Locale.ROOT)) {
            case "keys" -> live(method, path);
            case "deletedkeys" -> deleted(method, path);
            case "rng" ->
                    path.size() == 1
                            ? Optional.of(only("POST", method, new KeyCall.RandomBytes()))
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<KeyCall> live(String method, List<String> path) {
        return switch (path.size()) {
            case 1 -> Optional.of(only("GET", method, new KeyCall.ListKeys()));
            case 2 -> Optional.of(named(method, path.get(1)));
            case 3 -> Optional.of(withSegment(method, path.get(1), path.get(2)));
            case 4 -> used(method, path);
            default -> Optional.empty();
        };
    }

    private static KeyCall named(String method, String segment) {
        if (method.equals("POST") && segment.equalsIgnoreCase("restore")) {
            return new KeyCall.Restore();
        }
        ItemName name = name(segment);
        return switch (method) {
            case "PUT" -> new KeyCall.Import(name);
            case "GET" -> new KeyCall.Get(name, Optional.empty());
            case "PATCH" -> new KeyCall.Update(name, Optional.empty());
            case "DELETE" -> new KeyCall.Delete(name);
            default -> throw notAllowed(method, "DELETE, GET, PATCH, PUT");
        };
    }

    private static KeyCall withSegment(String method, String nameSegment, String segment) {
        ItemName name = name(nameSegment);
        Optional<KeyUse> use = KeyUse.named(segment);
        if (use.isPresent()) {
            return only("POST", method, new KeyCall.Use(name, Optional.empty(), use.get()));
        }
        return switch (segment.toLowerCase(Locale.ROOT)) {
            case "create" -> only("POST", method, new KeyCall.Create(name));
            case "versions" -> only("GET", method, new KeyCall.ListVersions(name));
            case "rotate" -> only("POST", method, new KeyCall.Rotate(name));
            case "backup" -> only("POST", method, new KeyCall.Backup(name));
            case "release" -> only("POST", method, new KeyCall.Release(name, Optional.empty()));
            case "attestation" -> only("GET", method, new KeyCall.Attest(name, Optional.empty()));
            case "rotationpolicy" ->
                    switch (method) {
                        case "GET" -> new KeyCall.GetRotationPolicy(name);
                        case "PUT" -> new KeyCall.SetRotationPolicy(name);
                        default -> throw notAllowed(method, "GET, PUT");
                    };
            default ->
                    switch (method) {
                        case "GET" -> new KeyCall.Get(name, Optional.of(version(name, segment)));
                        case "PATCH" ->
                                new KeyCall.Update(name, Optional.of(version(name, segment)));
                        default -> throw notAllowed(method, "GET, PATCH");
                    };
        };
    }

    private static Optional<KeyCall> used(String method, List<String> path) {
        Optional<KeyUse> use = KeyUse.named(path.get(3));
        String literal = path.get(3).toLowerCase(Locale.ROOT);
        if (use.isEmpty() && !literal.equals("release") && !literal.equals("attestation")) {
            return Optional.empty();
        }
        ItemName name = name(path.get(1));
        Optional<VersionId> version = Optional.of(version(name, path.get(2)));
        if (use.isPresent()) {
            return Optional.of(only("POST", method, new KeyCall.Use(name, version, use.get())));
        }
        return Optional.of(
                literal.equals("release")
                        ? only("POST", method, new KeyCall.Release(name, version))
                        : only("GET", method, new KeyCall.Attest(name, version)));
    }

    private static Optional<KeyCall> deleted(String method, List<String> path) {
        if (path.size() == 1) {
            return Optional.of(only("GET", method, new KeyCall.ListDeleted()));
        }
        if (path.size() == 2) {
            ItemName name = name(path.get(1));
            return switch (method) {
                case "GET" -> Optional.of(new KeyCall.GetDeleted(name));
                case "DELETE" -> Optional.of(new KeyCall.Purge(name));
                default -> throw notAllowed(method, "DELETE, GET");
            };
        }
        if (path.size() == 3 && path.get(2).equalsIgnoreCase("recover")) {
            return Optional.of(only("POST", method, new KeyCall.Recover(name(path.get(1)))));
        }
        return Optional.empty();
    }

    /** A version that cannot exist is one that does not: 404, as for any other unknown version. */
    private static VersionId version(ItemName name, String segment) {
        return Routing.version(segment)
                .orElseThrow(() -> KeyErrors.notFound(name.value() + "/" + Text.shown(segment)));
    }
}
