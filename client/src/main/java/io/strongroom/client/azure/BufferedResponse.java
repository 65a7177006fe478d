package io.strongroom.client.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.CoreUtils;

import io.strongroom.client.http.Answer;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;

/** An answer that is already here, whole. May be read any number of times. */
final class BufferedResponse extends HttpResponse {
    private final Answer answer;
    private final HttpHeaders headers = new HttpHeaders();

    BufferedResponse(HttpRequest request, Answer answer) {
        super(request);
        this.answer = answer;
        for (var header : answer.headers()) {
            headers.add(HttpHeaderName.fromString(header.name()), header.value());
        }
    }

    @Override
    public int getStatusCode() {
        return answer.status();
    }

    @Deprecated
    @Override
    public @Nullable String getHeaderValue(String name) {
        return headers.getValue(HttpHeaderName.fromString(name));
    }

    @Override
    public @Nullable String getHeaderValue(HttpHeaderName name) {
        return headers.getValue(name);
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Flux<ByteBuffer> getBody() {
        return Flux.defer(() -> Flux.just(ByteBuffer.wrap(bytes())));
    }

    @Override
    public BinaryData getBodyAsBinaryData() {
        return BinaryData.fromBytes(bytes());
    }

    @Override
    public Mono<byte[]> getBodyAsByteArray() {
        return Mono.fromSupplier(this::bytes);
    }

    @Override
    public Mono<String> getBodyAsString() {
        var contentType = headers.getValue(HttpHeaderName.CONTENT_TYPE);
        return Mono.fromSupplier(() -> CoreUtils.bomAwareToString(bytes(), contentType));
    }

    @Override
    public Mono<String> getBodyAsString(Charset charset) {
        return Mono.fromSupplier(() -> new String(bytes(), charset));
    }

    @Override
    public HttpResponse buffer() {
        return this;
    }

    private byte[] bytes() {
        return answer.content().toByteArray();
    }
}
