package io.strongroom.server.key;

import io.strongroom.client.api.BackupJson;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.item.BackupBlobs;
import io.strongroom.server.item.CallContext;
import io.strongroom.server.item.ItemLists;
import io.strongroom.server.item.PolicyChangedException;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.storage.codec.CommandDigest;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RotationPolicy;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.view.ItemsView;
import io.strongroom.storage.view.StateView;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;

/** Does what the keys API promises. Thread-safe; one call, one thread, top to bottom. */
public final class KeyHandler implements AutoCloseable {
    private final CommandGateway commands;
    private final KeySealing sealing;
    private final NewKeys newKeys;
    private final KeyBackups backups;
    private final KeyUser user;
    private final KeyReleases releases;
    private final ItemLists<KeyVersion> lists;
    private final PublicNames names;
    private final InstantSource clock;

    /** How keys come to be, and how they leave. */
    public record Ways(NewKeys in, KeyReleases out) {}

    /**
     * @param clock this node's, for nbf and exp
     */
    public KeyHandler(
            CommandGateway commands,
            KeyCrypto crypto,
            Ways ways,
            PublicNames names,
            InstantSource clock) {
        this.commands = commands;
        this.sealing = new KeySealing(crypto.sealer());
        this.newKeys = ways.in();
        this.releases = ways.out();
        this.backups = new KeyBackups(crypto.sealer(), sealing);
        this.user = new KeyUser(crypto);
        this.lists = new ItemLists<>(names, "/keys", "/deletedkeys");
        this.names = names;
        this.clock = clock;
    }

    /**
     * Does the call.
     *
     * @throws PolicyChangedException when the caller's rights changed before its command came to be
     *     applied; nothing was done, and it may be called again behind a new decision
     * @throws ApiException when the call is refused
     */
    public ApiResponse handle(KeyCall call, ApiRequest request, CallContext context) {
        return switch (call) {
            case KeyCall.Create(ItemName name) ->
                    change(
                            newKeys.created(
                                    place(name, context), context.requestId(), request.body()),
                            name.value(),
                            context);
            case KeyCall.Import(ItemName name) ->
                    change(
                            newKeys.imported(
                                    place(name, context), context.requestId(), request.body()),
                            name.value(),
                            context);
            case KeyCall.Get(ItemName name, Optional<VersionId> version) ->
                    ApiResponse.ok(writer(context).bundle(found(name, version, context)));
            case KeyCall.Update(ItemName name, Optional<VersionId> version) ->
                    update(name, version, request, context);
            case KeyCall.Delete(ItemName name) ->
                    change(new Command.DeleteKey(vault(context), name), name.value(), context);
            case KeyCall.ListKeys() ->
                    lists.live(keys(context), request, context, writer(context)::item);
            case KeyCall.ListVersions(ItemName name) ->
                    lists.versions(
                            keys(context),
                            request,
                            context,
                            new ItemLists.VersionsOf<>(name, writer(context)::versionItem));
            case KeyCall.Use(ItemName name, Optional<VersionId> version, KeyUse use) ->
                    used(found(name, version, context), use, request, context);
            case KeyCall.Rotate(ItemName name) -> rotate(name, context);
            case KeyCall.ListDeleted() ->
                    lists.deleted(keys(context), request, context, writer(context)::deletedItem);
            case KeyCall.GetDeleted(ItemName name) ->
                    keys(context)
                            .deleted(vault(context), name)
                            .map(key -> ApiResponse.ok(writer(context).deletedBundle(key)))
                            .orElseThrow(() -> KeyErrors.deletedNotFound(name));
            case KeyCall.Recover(ItemName name) ->
                    change(new Command.RecoverKey(vault(context), name), name.value(), context);
            case KeyCall.Purge(ItemName name) ->
                    change(new Command.PurgeKey(vault(context), name), name.value(), context);
            case KeyCall.Release(ItemName name, Optional<VersionId> version) ->
                    releases.released(
                            found(name, version, context),
                            request.body(),
                            context,
                            writer(context));
            case KeyCall.Attest(ItemName name, Optional<VersionId> version) ->
                    throw KeyErrors.noAttestation(found(name, version, context));
            case KeyCall.Backup(ItemName name) -> backup(name, context);
            case KeyCall.Restore() -> restore(request, context);
            case KeyCall.GetRotationPolicy(ItemName name) -> rotationPolicy(name, context);
            case KeyCall.SetRotationPolicy(ItemName name) ->
                    change(
                            new Command.SetRotationPolicy(
                                    vault(context), name, RotationPolicyInput.read(request.body())),
                            name.value(),
                            context);
            case KeyCall.RandomBytes() -> ApiResponse.ok(RandomBytes.asked(request.body()));
        };
    }

    /** The same kind of key anew, for the same uses. */
    private ApiResponse rotate(ItemName name, CallContext context) {
        Bytes asked = CommandDigest.ofRotation(vault(context), name);
        return answeredBefore(asked, name.value(), context)
                .orElseGet(() -> {
                    KeyVersion old = found(name, Optional.empty(), context);
                    return change(
                            newKeys.rotated(place(name, context), old), name.value(), context);
                });
    }

    /** Asked before what is there now is looked at: it may have changed since the first answer. */
    private Optional<ApiResponse> answeredBefore(Bytes asked, String name, CallContext context) {
        return context.view()
                .earlier(context.requestId(), asked)
                .map(result -> answer(result, name, context));
    }

    private ApiResponse update(
            ItemName name, Optional<VersionId> version, ApiRequest request, CallContext context) {
        KeyInput input = KeyInput.forUpdate(request.body());
        Command command =
                new Command.UpdateKey(
                        vault(context),
                        name,
                        version,
                        input.operations(),
                        ExportInput.ofUpdate(input.item()),
                        input.item().tags().map(TreeMap::new),
                        input.item().enabled(),
                        input.item().notBefore(),
                        input.item().expires());
        String shown = version.map(v -> name + "/" + v).orElse(name.value());
        Optional<ApiResponse> before = answeredBefore(CommandDigest.of(command), shown, context);
        if (before.isPresent()) {
            return before.get();
        }
        ExportInput.exportable(input.item())
                .ifPresent(exportable ->
                        ExportInput.requireUnchanged(found(name, version, context), exportable));
        input.operations()
                .ifPresent(operations ->
                        KeyOperations.requireChange(found(name, version, context), operations));
        return change(command, shown, context);
    }

    private ApiResponse used(KeyVersion key, KeyUse use, ApiRequest request, CallContext context) {
        UseInput input = UseInput.of(use, request.body());
        KeyUsability.require(key, use, clock.instant().getEpochSecond());
        return ApiResponse.ok(
                user.use(
                        new KeyUser.Used(
                                vault(context),
                                key,
                                () -> sealing.open(context.view(), vault(context), key),
                                writer(context).kid(key)),
                        use,
                        input));
    }

    private ApiResponse backup(ItemName name, CallContext context) {
        // Counted first: a key may have any number of versions.
        int count = keys(context).versionCount(vault(context), name);
        if (count == 0) {
            throw KeyErrors.notFound(name.value());
        }
        backups.requireFits(count);
        return ApiResponse.ok(
                new BackupJson(
                        backups.make(
                                context.view(),
                                vault(context),
                                keys(context).versionsByAge(vault(context), name))));
    }

    private ApiResponse restore(ApiRequest request, CallContext context) {
        String blob = BackupBlobs.of(request.body());
        KeyBackups.Restored restored = backups.open(context.view(), vault(context), blob);
        context.rights().require("keys/" + restored.name());
        Bytes digest;
        try (SecretBytes bytes = SecretBytes.adopt(blob.getBytes(StandardCharsets.UTF_8))) {
            digest = sealing.digest(context.view(), vault(context), bytes);
        }
        return change(
                new Command.RestoreKey(
                        vault(context),
                        restored.name(),
                        restored.versions(),
                        restored.rotationPolicy(),
                        digest),
                restored.name().value(),
                context);
    }

    private ApiResponse rotationPolicy(ItemName name, CallContext context) {
        ItemName key = found(name, Optional.empty(), context).name();
        return ApiResponse.ok(
                writer(context)
                        .rotationPolicy(key, context.view().rotationPolicy(vault(context), key)));
    }

    /** The name as it was first written, as far as this node knows. */
    private static ItemName asCreated(ItemName name, CallContext context) {
        return keys(context).latest(vault(context), name).map(KeyVersion::name).orElse(name);
    }

    private KeyVersion found(ItemName name, Optional<VersionId> version, CallContext context) {
        return version.isPresent()
                ? keys(context)
                        .version(vault(context), name, version.get())
                        .orElseThrow(() -> KeyErrors.notFound(name + "/" + version.get()))
                : keys(context)
                        .latest(vault(context), name)
                        .orElseThrow(() -> KeyErrors.notFound(name.value()));
    }

    private ApiResponse change(Command command, String name, CallContext context) {
        return answer(
                commands.submit(context.requestId(), command, context.policyRevision()),
                name,
                context);
    }

    private ApiResponse answer(Result result, String name, CallContext context) {
        return switch (result) {
            case Result.KeyStored(KeyVersion stored) ->
                    ApiResponse.ok(writer(context).bundle(stored));
            case Result.KeyDeleted(var deleted) ->
                    ApiResponse.ok(writer(context).deletedBundle(deleted));
            case Result.RotationPolicyStored(RotationPolicy stored) ->
                    ApiResponse.ok(
                            writer(context)
                                    .rotationPolicy(
                                            asCreated(new ItemName(name), context),
                                            Optional.of(stored)));
            case Result.Done() -> ApiResponse.noContent();
            case Result.PolicyChanged() -> throw new PolicyChangedException();
            // Wrapped by a root key that was retired in between, or for another key than the one
            // that is there by now: the next try goes by what is there then.
            case Result.RootKeyRefused _, Result.KeyChanged _ -> throw new PolicyChangedException();
            case Result refusal ->
                    throw KeyErrors.of(refusal, names.vaultHost(vault(context)), name);
        };
    }

    private static NewKeys.Place place(ItemName name, CallContext context) {
        return new NewKeys.Place(context.view(), vault(context), name);
    }

    private KeyJsonWriter writer(CallContext context) {
        return new KeyJsonWriter(names, context.vault(), context.version());
    }

    private static ItemsView<KeyVersion> keys(CallContext context) {
        return context.view().keys();
    }

    private static VaultName vault(CallContext context) {
        return context.vault().name();
    }

    /** Lets go of the keys that are ready but belong to no usable version any more. */
    public void dropUnusable(StateView view) {
        user.dropUnusable(view);
    }

    /** Wipes every private half that is ready in this process. */
    public void forgetReady() {
        user.clear();
    }

    @Override
    public void close() {
        user.close();
    }
}
