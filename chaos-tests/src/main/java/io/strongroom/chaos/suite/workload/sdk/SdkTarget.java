package io.strongroom.chaos.suite.workload.sdk;

import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.DeletedSecret;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.suite.workload.call.Marker;
import io.strongroom.chaos.suite.workload.call.Target;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One vault through the stock SDK's client and its own transport. Without a request id a set that
 * is sent again may make a second version (ADR 0006), and a deletion that is sent again finds
 * nothing: so changes are sent once only, and what the checks demand holds for each. Reads are
 * repeated as the SDK does by itself. Thread-safe.
 *
 * @param once repeats nothing
 * @param repeating as it comes
 */
record SdkTarget(SecretClient once, SecretClient repeating, Marker marker) implements Target {
    @Override
    public Outcome ask(Request request) {
        Supplier<Seen> call = call(request.name(), request.action());
        try {
            return new Outcome.Ok(call.get());
        } catch (RuntimeException e) {
            return SdkOutcomes.of(request.action(), e);
        }
    }

    private Supplier<Seen> call(String name, Action action) {
        return switch (action) {
            case Action.Set(String value) ->
                    () -> version(once.setSecret(name, marker.mark(value)));
            case Action.Get _ -> () -> version(repeating.getSecret(name));
            case Action.GetVersion(String version) ->
                    () -> version(repeating.getSecret(name, version));
            case Action.GetDeleted _ -> () -> deletion(repeating.getDeletedSecret(name));
            // Sent when the poller is made, and done when that is answered: nothing to poll for.
            case Action.Delete _ ->
                    () -> {
                        var _ = once.beginDeleteSecret(name);
                        return new Seen.Deletion(0, 0);
                    };
            case Action.Recover _ ->
                    () -> {
                        var _ = once.beginRecoverDeletedSecret(name);
                        return new Seen.Done();
                    };
            case Action.Purge _ ->
                    () -> {
                        once.purgeDeletedSecret(name);
                        return new Seen.Done();
                    };
            case Action.ListVersions _ -> () -> versions(name);
            case Action.ListNames _ -> () -> names(name);
            case Action.Grant _, Action.Revoke _, Action.Use _ ->
                    throw new IllegalArgumentException("no call for " + action.label());
        };
    }

    private Seen names(String prefix) {
        List<String> names =
                repeating.listPropertiesOfSecrets().stream()
                        .map(SecretProperties::getName)
                        .filter(name -> name.startsWith(prefix))
                        .toList();
        return new Seen.Listing(names);
    }

    private Seen versions(String name) {
        List<String> ids =
                repeating.listPropertiesOfSecretVersions(name).stream()
                        .map(SecretProperties::getVersion)
                        .toList();
        return new Seen.Listing(ids);
    }

    private Seen version(KeyVaultSecret secret) {
        return new Seen.Version(
                secret.getProperties().getVersion(), marker.unmark(secret.getValue()));
    }

    private static Seen deletion(DeletedSecret deleted) {
        return new Seen.Deletion(
                seconds(Optional.ofNullable(deleted.getDeletedOn())),
                seconds(Optional.ofNullable(deleted.getScheduledPurgeDate())));
    }

    private static long seconds(Optional<OffsetDateTime> at) {
        return at.map(OffsetDateTime::toEpochSecond).orElse(0L);
    }
}
