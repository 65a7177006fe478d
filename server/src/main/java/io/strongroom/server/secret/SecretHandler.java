package io.strongroom.server.secret;

import io.strongroom.client.api.BackupJson;
import io.strongroom.hsm.Sealer;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.item.BackupBlobs;
import io.strongroom.server.item.CallContext;
import io.strongroom.server.item.ItemLists;
import io.strongroom.server.item.PolicyChangedException;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.view.ItemsView;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Does what the secrets API promises. Thread-safe; one call, one thread, top to bottom. */
public final class SecretHandler {
    private final CommandGateway commands;
    private final SecretSealing sealing;
    private final SecretBackups backups;
    private final ItemLists<SecretVersion> lists;
    private final PublicNames names;
    private final Supplier<VersionId> newVersion;

    /**
     * @param newVersion makes random version ids: chance enters here, before the log
     */
    public SecretHandler(
            CommandGateway commands,
            Sealer sealer,
            PublicNames names,
            Supplier<VersionId> newVersion) {
        this.commands = commands;
        this.sealing = new SecretSealing(sealer);
        this.backups = new SecretBackups(sealer, sealing);
        this.lists = new ItemLists<>(names, "/secrets", "/deletedsecrets");
        this.names = names;
        this.newVersion = newVersion;
    }

    /**
     * Does the call.
     *
     * @throws PolicyChangedException when the caller's rights changed before its command came to be
     *     applied; nothing was done, and it may be called again behind a new decision
     * @throws ApiException when the call is refused
     */
    public ApiResponse handle(SecretCall call, ApiRequest request, CallContext context) {
        return switch (call) {
            case SecretCall.Set(ItemName name) -> set(name, request, context);
            case SecretCall.Get(ItemName name, Optional<VersionId> version) ->
                    get(name, version, request, context);
            case SecretCall.Update(ItemName name, Optional<VersionId> version) ->
                    update(name, version, request, context);
            case SecretCall.Delete(ItemName name) ->
                    change(new Command.DeleteSecret(vault(context), name), name.value(), context);
            case SecretCall.ListSecrets() ->
                    lists.live(secrets(context), request, context, writer(context)::item);
            case SecretCall.ListVersions(ItemName name) ->
                    lists.versions(
                            secrets(context),
                            request,
                            context,
                            new ItemLists.VersionsOf<>(
                                    name, secret -> writer(context).bundle(secret, null)));
            case SecretCall.Backup(ItemName name) -> backup(name, context);
            case SecretCall.Restore() -> restore(request, context);
            case SecretCall.ListDeleted() ->
                    lists.deleted(secrets(context), request, context, writer(context)::deletedItem);
            case SecretCall.GetDeleted(ItemName name) -> getDeleted(name, context);
            case SecretCall.Recover(ItemName name) ->
                    change(new Command.RecoverSecret(vault(context), name), name.value(), context);
            case SecretCall.Purge(ItemName name) ->
                    change(new Command.PurgeSecret(vault(context), name), name.value(), context);
        };
    }

    private ApiResponse set(ItemName name, ApiRequest request, CallContext context) {
        SecretInput input = SecretInput.forSet(request.body());
        String value = input.value().orElseThrow();
        VersionId version = newVersion.get();
        Bytes sealed = sealing.seal(context.view(), vault(context), name, version, value);
        Bytes digest =
                sealing.digest(
                        context.view(), vault(context), value.getBytes(StandardCharsets.UTF_8));
        Command command =
                new Command.SetSecret(
                        vault(context),
                        name,
                        version,
                        sealed,
                        input.contentType(),
                        input.tags().orElseGet(Collections::emptySortedMap),
                        new ItemAttributes(
                                input.enabled().orElse(true), input.notBefore(), input.expires()),
                        digest);
        return switch (submitted(command, context)) {
            case Result.SecretStored(SecretVersion stored) ->
                    ApiResponse.ok(writer(context).bundle(stored, value));
            case Result refusal -> throw refused(refusal, name.value(), context);
        };
    }

    private ApiResponse get(
            ItemName name, Optional<VersionId> version, ApiRequest request, CallContext context) {
        SecretVersion secret =
                version.isPresent()
                        ? context.view()
                                .secrets()
                                .version(vault(context), name, version.get())
                                .orElseThrow(
                                        () -> SecretErrors.notFound(name + "/" + version.get()))
                        : context.view()
                                .secrets()
                                .latest(vault(context), name)
                                .orElseThrow(() -> SecretErrors.notFound(name.value()));
        if (!secret.attributes().enabled()) {
            throw SecretErrors.disabled();
        }
        if (context.version().hasOutContentType()
                && request.query().get("outContentType").isPresent()) {
            throw ApiException.badParameter(
                    "outContentType converts certificate-backed secrets only; this secret is not"
                            + " one.");
        }
        String value = sealing.openText(context.view(), vault(context), secret);
        return ApiResponse.ok(writer(context).bundle(secret, value));
    }

    private ApiResponse update(
            ItemName name, Optional<VersionId> version, ApiRequest request, CallContext context) {
        SecretInput input = SecretInput.forUpdate(request.body());
        Command command =
                new Command.UpdateSecret(
                        vault(context),
                        name,
                        version,
                        input.contentType(),
                        input.tags().map(TreeMap::new),
                        input.enabled(),
                        input.notBefore(),
                        input.expires());
        return change(command, version.map(v -> name + "/" + v).orElse(name.value()), context);
    }

    private ApiResponse getDeleted(ItemName name, CallContext context) {
        return context.view()
                .secrets()
                .deleted(vault(context), name)
                .map(deleted -> ApiResponse.ok(writer(context).deletedBundle(deleted)))
                .orElseThrow(() -> SecretErrors.deletedNotFound(name));
    }

    private ApiResponse backup(ItemName name, CallContext context) {
        // Counted first: a secret may have any number of versions.
        int count = context.view().secrets().versionCount(vault(context), name);
        if (count == 0) {
            throw SecretErrors.notFound(name.value());
        }
        backups.requireFits(count);
        List<SecretVersion> versions = context.view().secrets().versionsByAge(vault(context), name);
        return ApiResponse.ok(
                new BackupJson(backups.make(context.view(), vault(context), versions)));
    }

    private ApiResponse restore(ApiRequest request, CallContext context) {
        String blob = BackupBlobs.of(request.body());
        List<SecretVersion> versions = backups.open(context.view(), vault(context), blob);
        ItemName name = versions.getFirst().name();
        context.rights().require("secrets/" + name);
        Bytes digest =
                sealing.digest(
                        context.view(), vault(context), blob.getBytes(StandardCharsets.UTF_8));
        return change(
                new Command.RestoreSecret(vault(context), name, versions, digest),
                name.value(),
                context);
    }

    /** Submits a command whose answer carries no value. */
    private ApiResponse change(Command command, String name, CallContext context) {
        return switch (submitted(command, context)) {
            case Result.SecretStored(SecretVersion stored) ->
                    ApiResponse.ok(writer(context).bundle(stored, null));
            case Result.SecretDeleted(var deleted) ->
                    ApiResponse.ok(writer(context).deletedBundle(deleted));
            case Result.Done() -> ApiResponse.noContent();
            case Result refusal -> throw refused(refusal, name, context);
        };
    }

    private Result submitted(Command command, CallContext context) {
        Result result = commands.submit(context.requestId(), command, context.policyRevision());
        if (result instanceof Result.PolicyChanged) {
            throw new PolicyChangedException();
        }
        return result;
    }

    private ApiException refused(Result refusal, String name, CallContext context) {
        return SecretErrors.of(refusal, names.vaultHost(vault(context)), name);
    }

    private SecretJsonWriter writer(CallContext context) {
        return new SecretJsonWriter(names, context.vault(), context.version());
    }

    private static ItemsView<SecretVersion> secrets(CallContext context) {
        return context.view().secrets();
    }

    private static VaultName vault(CallContext context) {
        return context.vault().name();
    }
}
