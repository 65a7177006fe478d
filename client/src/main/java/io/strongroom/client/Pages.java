package io.strongroom.client;

import io.strongroom.client.api.PageJson;
import io.strongroom.client.api.SecretJson;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A list that is fetched page by page as it is iterated, anew by each iterator. No snapshot: what
 * changes meanwhile may or may not show. An iterator throws {@link StrongroomException} where a
 * page cannot be had, and is not thread-safe.
 */
public final class Pages<T> implements Iterable<T> {
    private final URI first;
    private final Function<URI, PageJson> fetch;
    private final Function<SecretJson, T> item;

    Pages(URI first, Function<URI, PageJson> fetch, Function<SecretJson, T> item) {
        this.first = first;
        this.fetch = fetch;
        this.item = item;
    }

    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    @Override
    public Iterator<T> iterator() {
        return new Walk();
    }

    private final class Walk implements Iterator<T> {
        private @Nullable URI next = first;
        private Iterator<SecretJson> page = List.<SecretJson>of().iterator();

        @Override
        public boolean hasNext() {
            // A page may be empty and yet have a successor.
            for (var link = next; link != null && !page.hasNext(); link = next) {
                var fetched = fetch.apply(link);
                page = fetched.value().iterator();
                var following = fetched.nextLink();
                next = following == null || following.isEmpty() ? null : URI.create(following);
            }
            return page.hasNext();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return item.apply(page.next());
        }
    }
}
