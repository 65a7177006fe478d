package io.strongroom.client.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;

import io.strongroom.client.api.Headers;

import reactor.core.publisher.Mono;

import java.util.UUID;

/**
 * Gives a changing request its {@code Repeatability-Request-ID} before the SDK's own retries, which
 * otherwise send a request that outlasted the transport's time limit under a new id. Added with
 * {@code addPolicy}. Thread-safe.
 */
public final class RepeatabilityPolicy implements HttpPipelinePolicy {
    private static final HttpHeaderName ID =
            HttpHeaderName.fromString(Headers.REPEATABILITY_REQUEST_ID);

    @Override
    public Mono<HttpResponse> process(
            HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        identify(context);
        return next.process();
    }

    @Override
    public HttpResponse processSync(
            HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
        identify(context);
        return next.processSync();
    }

    @Override
    public HttpPipelinePosition getPipelinePosition() {
        return HttpPipelinePosition.PER_CALL;
    }

    private static void identify(HttpPipelineCallContext context) {
        var request = context.getHttpRequest();
        var changes = request.getHttpMethod() != HttpMethod.GET;
        if (changes && request.getHeaders().getValue(ID) == null) {
            request.setHeader(ID, UUID.randomUUID().toString());
        }
    }
}
