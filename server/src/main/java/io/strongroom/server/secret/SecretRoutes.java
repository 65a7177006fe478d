package io.strongroom.server.secret;

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
 * The routes of secrets: method and path to a {@link SecretCall}. Literals match without regard to
 * case. Source: Key Vault REST API, secrets operations.
 */
public final class SecretRoutes {
    private SecretRoutes() {}

    /**
     * Which call a request is.
     *
     * @param path the path's segments without empty ones
     * @return empty when the path is not a secrets path
     * @throws ApiException 400 for an invalid name, 404 for an impossible version, 405 for another
     *     method
     */
    public static Optional<SecretCall> match(String method, List<String> path) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        return switch (path.getFirst().toLowerCase(Locale.ROOT)) {
            case "secrets" -> live(method, path);
            case "deletedsecrets" -> deleted(method, path);
            default -> Optional.empty();
        };
    }

    private static Optional<SecretCall> live(String method, List<String> path) {
        return switch (path.size()) {
            case 1 -> Optional.of(only("GET", method, new SecretCall.ListSecrets()));
            case 2 -> Optional.of(named(method, path.get(1)));
            case 3 -> Optional.of(versioned(method, path.get(1), path.get(2)));
            default -> Optional.empty();
        };
    }

    private static SecretCall named(String method, String segment) {
        if (method.equals("POST") && segment.equalsIgnoreCase("restore")) {
            return new SecretCall.Restore();
        }
        ItemName name = name(segment);
        return switch (method) {
            case "PUT" -> new SecretCall.Set(name);
            case "GET" -> new SecretCall.Get(name, Optional.empty());
            case "PATCH" -> new SecretCall.Update(name, Optional.empty());
            case "DELETE" -> new SecretCall.Delete(name);
            default -> throw notAllowed(method, "DELETE, GET, PATCH, PUT");
        };
    }

    private static SecretCall versioned(String method, String nameSegment, String segment) {
        ItemName name = name(nameSegment);
        if (segment.equalsIgnoreCase("versions")) {
            return only("GET", method, new SecretCall.ListVersions(name));
        }
        if (segment.equalsIgnoreCase("backup")) {
            return only("POST", method, new SecretCall.Backup(name));
        }
        return switch (method) {
            case "GET" -> new SecretCall.Get(name, Optional.of(version(name, segment)));
            case "PATCH" -> new SecretCall.Update(name, Optional.of(version(name, segment)));
            default -> throw notAllowed(method, "GET, PATCH");
        };
    }

    private static Optional<SecretCall> deleted(String method, List<String> path) {
        if (path.size() == 1) {
            return Optional.of(only("GET", method, new SecretCall.ListDeleted()));
        }
        if (path.size() == 2) {
            ItemName name = name(path.get(1));
            return switch (method) {
                case "GET" -> Optional.of(new SecretCall.GetDeleted(name));
                case "DELETE" -> Optional.of(new SecretCall.Purge(name));
                default -> throw notAllowed(method, "DELETE, GET");
            };
        }
        if (path.size() == 3 && path.get(2).equalsIgnoreCase("recover")) {
            return Optional.of(only("POST", method, new SecretCall.Recover(name(path.get(1)))));
        }
        return Optional.empty();
    }

    /** A version that cannot exist is one that does not: 404, as for any other unknown version. */
    private static VersionId version(ItemName name, String segment) {
        return Routing.version(segment)
                .orElseThrow(() -> SecretErrors.notFound(name.value() + "/" + Text.shown(segment)));
    }
}
