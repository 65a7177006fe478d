package io.strongroom.server.secret;

import io.strongroom.client.api.PageJson;
import io.strongroom.client.api.SecretJson;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.PublicNames;
import io.strongroom.storage.command.SecretName;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.view.StateView;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Pages of secrets, versions and deleted secrets. */
final class SecretLists {
    private static final int MAX_RESULTS = 25;

    private final PublicNames names;

    SecretLists(PublicNames names) {
        this.names = names;
    }

    /** Reads rows behind a key; an empty key is the beginning. */
    private interface Reader<T> {
        List<T> read(String after, int limit);
    }

    /**
     * A list for one request.
     *
     * @param path behind the vault's URL, such as {@code /secrets}; also names the list in its
     *     tokens
     * @param keyOf what the next page starts behind
     */
    private record Listing<T>(
            String path,
            Reader<T> reader,
            Function<T, String> keyOf,
            Function<T, SecretJson> json) {}

    ApiResponse secrets(ApiRequest request, CallContext context, SecretJsonWriter writer) {
        StateView view = context.view();
        VaultName vault = context.vault().name();
        return page(
                new Listing<>(
                        "/secrets",
                        (after, limit) -> view.secrets(vault, after, limit),
                        secret -> secret.name().key(),
                        writer::item),
                request,
                context);
    }

    ApiResponse versions(
            SecretName name, ApiRequest request, CallContext context, SecretJsonWriter writer) {
        StateView view = context.view();
        VaultName vault = context.vault().name();
        return page(
                new Listing<>(
                        "/secrets/" + name.key() + "/versions",
                        (after, limit) -> view.secretVersions(vault, name, after, limit),
                        secret -> secret.version().value(),
                        secret -> writer.bundle(secret, null)),
                request,
                context);
    }

    ApiResponse deleted(ApiRequest request, CallContext context, SecretJsonWriter writer) {
        StateView view = context.view();
        VaultName vault = context.vault().name();
        return page(
                new Listing<>(
                        "/deletedsecrets",
                        (after, limit) -> view.deletedSecrets(vault, after, limit),
                        deleted -> deleted.latest().name().key(),
                        writer::deletedItem),
                request,
                context);
    }

    private <T> ApiResponse page(Listing<T> listing, ApiRequest request, CallContext context) {
        Optional<String> asked = request.query().get("maxresults");
        int limit = asked.map(SecretLists::maxResults).orElse(MAX_RESULTS);
        String after =
                request.query()
                        .get("$skiptoken")
                        .map(token -> SkipToken.decode(listing.path(), token))
                        .orElse("");
        // One more than shown tells whether there is another page.
        List<T> rows = listing.reader().read(after, limit + 1);
        List<T> shown = rows.subList(0, Math.min(limit, rows.size()));
        String next = null;
        if (rows.size() > limit) {
            String token = SkipToken.encode(listing.path(), listing.keyOf().apply(shown.getLast()));
            next =
                    names.vaultUrl(context.vault().name())
                            + listing.path()
                            + "?api-version="
                            + context.version().value()
                            + "&$skiptoken="
                            + token
                            + asked.map(value -> "&maxresults=" + value).orElse("");
        }
        return ApiResponse.ok(new PageJson(shown.stream().map(listing.json()).toList(), next));
    }

    private static int maxResults(String text) {
        if (!text.matches("[0-9]{1,2}")
                || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > MAX_RESULTS) {
            throw ApiException.badParameter(
                    "maxresults must be a number from 1 to " + MAX_RESULTS + ".");
        }
        return Integer.parseInt(text);
    }
}
