package io.strongroom.chaos.suite.workload.call;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
import io.strongroom.client.DeletedSecret;
import io.strongroom.client.Secret;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.StrongroomException;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One vault through the smart client, which repeats what was not answered under one request id.
 * Thread-safe.
 */
public record SmartTarget(StrongroomClient client, Marker marker) implements Target {
    @Override
    public Outcome ask(Request request) {
        try {
            return new Outcome.Ok(seen(request.name(), request.action()));
        } catch (StrongroomException e) {
            return Outcomes.of(e);
        } catch (IllegalStateException e) {
            // A bug of the client's: what it sent before, nobody knows.
            return new Outcome.Unknown(e.getClass().getSimpleName());
        }
    }

    private Seen seen(String name, Action action) {
        return switch (action) {
            case Action.Set(String value) -> version(client.set(name, marker.mark(value)));
            case Action.Get _ -> version(client.get(name));
            case Action.GetVersion(String version) -> version(client.get(name, version));
            case Action.GetDeleted _ -> deletion(client.getDeleted(name));
            case Action.Delete _ -> deletion(client.delete(name));
            case Action.Recover _ -> {
                var _ = client.recover(name);
                yield new Seen.Done();
            }
            case Action.Purge _ -> {
                client.purge(name);
                yield new Seen.Done();
            }
            case Action.ListNames _ -> names(name);
            case Action.ListVersions _ -> versions(name);
            case Action.Grant _, Action.Revoke _, Action.Use _ ->
                    throw new IllegalArgumentException("no call for " + action.label());
        };
    }

    private Seen names(String prefix) {
        List<String> names =
                client.list().stream()
                        .map(one -> one.id().name())
                        .filter(name -> name.startsWith(prefix))
                        .toList();
        return new Seen.Listing(names);
    }

    private Seen versions(String name) {
        List<String> ids =
                client.listVersions(name).stream()
                        .map(one -> Optional.ofNullable(one.id().version()).orElse(""))
                        .toList();
        return new Seen.Listing(ids);
    }

    private Seen version(Secret secret) {
        return new Seen.Version(
                Optional.ofNullable(secret.properties().id().version()).orElse(""),
                marker.unmark(secret.value()));
    }

    private static Seen deletion(DeletedSecret deleted) {
        return new Seen.Deletion(
                seconds(Optional.ofNullable(deleted.deletedAt())),
                seconds(Optional.ofNullable(deleted.scheduledPurgeAt())));
    }

    private static long seconds(Optional<Instant> at) {
        return at.map(Instant::getEpochSecond).orElse(0L);
    }
}
