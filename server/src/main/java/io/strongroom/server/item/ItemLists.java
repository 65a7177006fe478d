package io.strongroom.server.item;

import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.PublicNames;
import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.ItemVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.view.ItemsView;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Pages of items of one kind, of their versions and of deleted ones. */
public final class ItemLists<V extends ItemVersion> {
    private static final int MAX_RESULTS = 25;

    private final PublicNames names;
    private final String live;
    private final String deleted;

    /**
     * Of one kind.
     *
     * @param live the path of the live ones behind the vault's URL, such as {@code /secrets}
     * @param deleted likewise of the deleted ones
     */
    public ItemLists(PublicNames names, String live, String deleted) {
        this.names = names;
        this.live = live;
        this.deleted = deleted;
    }

    /** As the reference has it. */
    private record Page(List<?> value, @Nullable String nextLink) {}

    /** Reads rows behind a key; an empty key is the beginning. */
    private interface Reader<T> {
        List<T> read(String after, int limit);
    }

    /**
     * A list for one request.
     *
     * @param path behind the vault's URL; also names the list in its tokens
     * @param keyOf what the next page starts behind
     */
    private record Listing<T>(
            String path, Reader<T> reader, Function<T, String> keyOf, Function<T, ?> json) {}

    public ApiResponse live(
            ItemsView<V> items, ApiRequest request, CallContext context, Function<V, ?> json) {
        VaultName vault = context.vault().name();
        return page(
                new Listing<>(
                        live,
                        (after, limit) -> items.list(vault, after, limit),
                        item -> item.name().key(),
                        json),
                request,
                context);
    }

    /**
     * Versions of one item.
     *
     * @param of the item, and how its versions are shown
     */
    public ApiResponse versions(
            ItemsView<V> items, ApiRequest request, CallContext context, VersionsOf<V> of) {
        VaultName vault = context.vault().name();
        return page(
                new Listing<>(
                        live + "/" + of.name().key() + "/versions",
                        (after, limit) -> items.versions(vault, of.name(), after, limit),
                        version -> version.version().value(),
                        of.json()),
                request,
                context);
    }

    /** Whose versions are listed. */
    public record VersionsOf<V>(ItemName name, Function<V, ?> json) {}

    public ApiResponse deleted(
            ItemsView<V> items,
            ApiRequest request,
            CallContext context,
            Function<DeletedItem<V>, ?> json) {
        VaultName vault = context.vault().name();
        return page(
                new Listing<>(
                        deleted,
                        (after, limit) -> items.listDeleted(vault, after, limit),
                        item -> item.latest().name().key(),
                        json),
                request,
                context);
    }

    private <T> ApiResponse page(Listing<T> listing, ApiRequest request, CallContext context) {
        Optional<String> asked = request.query().get("maxresults");
        int limit = asked.map(ItemLists::maxResults).orElse(MAX_RESULTS);
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
        return ApiResponse.ok(new Page(shown.stream().map(listing.json()).toList(), next));
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
