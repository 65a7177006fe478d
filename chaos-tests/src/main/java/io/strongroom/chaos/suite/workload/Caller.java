package io.strongroom.chaos.suite.workload;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.history.Source;
import io.strongroom.chaos.history.record.OpenOperation;
import io.strongroom.chaos.history.record.Recorder;
import io.strongroom.client.DeletedSecret;
import io.strongroom.client.Secret;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.StrongroomException;

import java.time.Instant;
import java.util.Optional;

/** Sends what a history's request says through the smart client, and records it. Thread-safe. */
record Caller(StrongroomClient client, Recorder recorder, Tally tally) {

    /** Does it and returns how it ended. */
    Outcome call(Source source, Request request) {
        OpenOperation open = recorder.begin(source, request);
        Outcome outcome = outcome(request);
        switch (outcome) {
            case Outcome.Ok(Seen seen) -> open.ok(seen);
            case Outcome.Failed(String cause) -> open.failed(cause);
            case Outcome.Unknown(String cause) -> open.unknown(cause);
        }
        tally.count(outcome);
        return outcome;
    }

    private Outcome outcome(Request request) {
        try {
            return new Outcome.Ok(seen(request.name(), request.action()));
        } catch (StrongroomException e) {
            return Outcomes.of(e);
        } catch (RuntimeException e) {
            // A bug of the client's: what it sent before, nobody knows.
            return new Outcome.Unknown(e.getClass().getSimpleName());
        }
    }

    private Seen seen(String name, Action action) {
        return switch (action) {
            case Action.Set(String value) -> version(client.set(name, value));
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
            case Action.ListNames _,
                    Action.ListVersions _,
                    Action.Grant _,
                    Action.Revoke _,
                    Action.Use _ ->
                    throw new IllegalArgumentException("no call for " + action.label());
        };
    }

    private static Seen version(Secret secret) {
        return new Seen.Version(
                Optional.ofNullable(secret.properties().id().version()).orElse(""), secret.value());
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
