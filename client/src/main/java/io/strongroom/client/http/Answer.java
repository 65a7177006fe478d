package io.strongroom.client.http;

import java.util.List;
import java.util.Optional;

/** What a server answered, whole. Headers in the order received, repeated ones included. */
public record Answer(int status, List<Header> headers, Content content) {
    public Answer {
        headers = List.copyOf(headers);
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The first of that name. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.isNamed(name))
                .map(Header::value)
                .findFirst();
    }
}
