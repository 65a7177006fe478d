package io.strongroom.server.secret;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.BackupJson;
import io.strongroom.hsm.Sealer;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.Json;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.SecretAttributes;
import io.strongroom.storage.command.SecretName;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;

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
    private final SecretLists lists;
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
        this.lists = new SecretLists(names);
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
            case SecretCall.Set(SecretName name) -> set(name, request, context);
            case SecretCall.Get(SecretName name, Optional<VersionId> version) ->
                    get(name, version, request, context);
            case SecretCall.Update(SecretName name, Optional<VersionId> version) ->
                    update(name, version, request, context);
            case SecretCall.Delete(SecretName name) ->
                    change(new Command.DeleteSecret(vault(context), name), name.value(), context);
            case SecretCall.ListSecrets() -> lists.secrets(request, context, writer(context));
            case SecretCall.ListVersions(SecretName name) ->
                    lists.versions(name, request, context, writer(context));
            case SecretCall.Backup(SecretName name) -> backup(name, context);
            case SecretCall.Restore() -> restore(request, context);
            case SecretCall.ListDeleted() -> lists.deleted(request, context, writer(context));
            case SecretCall.GetDeleted(SecretName name) -> getDeleted(name, context);
            case SecretCall.Recover(SecretName name) ->
                    change(new Command.RecoverSecret(vault(context), name), name.value(), context);
            case SecretCall.Purge(SecretName name) ->
                    change(new Command.PurgeSecret(vault(context), name), name.value(), context);
        };
    }

    private ApiResponse set(SecretName name, ApiRequest request, CallContext context) {
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
                        new SecretAttributes(
                                input.enabled().orElse(true), input.notBefore(), input.expires()),
                        digest);
        return switch (submitted(command, context)) {
            case Result.SecretStored(SecretVersion stored) ->
                    ApiResponse.ok(writer(context).bundle(stored, value));
            case Result refusal -> throw refused(refusal, name.value(), context);
        };
    }

    private ApiResponse get(
            SecretName name, Optional<VersionId> version, ApiRequest request, CallContext context) {
        SecretVersion secret =
                version.isPresent()
                        ? context.view()
                                .secretVersion(vault(context), name, version.get())
                                .orElseThrow(
                                        () -> SecretErrors.notFound(name + "/" + version.get()))
                        : context.view()
                                .secret(vault(context), name)
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
            SecretName name, Optional<VersionId> version, ApiRequest request, CallContext context) {
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

    private ApiResponse getDeleted(SecretName name, CallContext context) {
        return context.view()
                .deletedSecret(vault(context), name)
                .map(deleted -> ApiResponse.ok(writer(context).deletedBundle(deleted)))
                .orElseThrow(() -> SecretErrors.deletedNotFound(name));
    }

    private ApiResponse backup(SecretName name, CallContext context) {
        // Counted first: a secret may have any number of versions.
        int count = context.view().secretVersionCount(vault(context), name);
        if (count == 0) {
            throw SecretErrors.notFound(name.value());
        }
        SecretBackups.requireFits(count);
        List<SecretVersion> versions = context.view().secretVersionsByAge(vault(context), name);
        return ApiResponse.ok(
                new BackupJson(backups.make(context.view(), vault(context), versions)));
    }

    private ApiResponse restore(ApiRequest request, CallContext context) {
        JsonNode blob = Json.read(request.body()).get("value");
        if (blob == null || !blob.isTextual()) {
            throw ApiException.badParameter("The property value is required and must be a string.");
        }
        List<SecretVersion> versions =
                backups.open(context.view(), vault(context), blob.textValue());
        SecretName name = versions.getFirst().name();
        Bytes digest =
                sealing.digest(
                        context.view(),
                        vault(context),
                        blob.textValue().getBytes(StandardCharsets.UTF_8));
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

    private static VaultName vault(CallContext context) {
        return context.vault().name();
    }
}
