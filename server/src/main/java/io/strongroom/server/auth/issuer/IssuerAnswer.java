package io.strongroom.server.auth.issuer;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An HTTP answer of the issuer.
 *
 * @param headers beside Content-Type
 */
public record IssuerAnswer(
        int status, String contentType, String body, SortedMap<String, String> headers) {
    public IssuerAnswer {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    /** Without the body, which may hold a token. */
    @Override
    public String toString() {
        return "IssuerAnswer(" + status + ")";
    }
}
