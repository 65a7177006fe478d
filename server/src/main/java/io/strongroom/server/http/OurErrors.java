package io.strongroom.server.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.strongroom.client.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.Map;

/** Our body for what Armeria refuses before or instead of us. */
final class OurErrors implements ServerErrorHandler {
    /** The headers of every answer. */
    interface AnswerHeaders {
        ResponseHeaders of(
                RequestHeaders received, ApiResponse response, @Nullable InetAddress client);
    }

    private final AnswerHeaders headers;

    OurErrors(AnswerHeaders headers) {
        this.headers = headers;
    }

    @Override
    public HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
        RequestHeaders received = context.request().headers();
        Throwable peeled = Exceptions.peel(cause);
        return switch (peeled) {
            case HttpStatusException status ->
                    rendered(received, status.httpStatus()).toHttpResponse();
            case ContentTooLargeException _ ->
                    rendered(received, HttpStatus.REQUEST_ENTITY_TOO_LARGE).toHttpResponse();
            case RequestTimeoutException _ ->
                    outcomeUnknown(received, "The request did not end in time").toHttpResponse();
            case ShuttingDownException _ ->
                    outcomeUnknown(received, "This node stops").toHttpResponse();
            // A client that went away is no failure of ours; nobody reads the answer.
            case Throwable _ when Exceptions.isExpected(peeled) ->
                    rendered(received, HttpStatus.BAD_REQUEST).toHttpResponse();
            default -> aggregated(received, ErrorMapper.unexpected(peeled)).toHttpResponse();
        };
    }

    @Override
    public AggregatedHttpResponse renderStatus(
            @Nullable ServiceRequestContext context,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        return rendered(headers, status);
    }

    /**
     * The body came too slowly, or the work took longer than it or the node may, and may still be
     * done.
     */
    private AggregatedHttpResponse outcomeUnknown(RequestHeaders received, String why) {
        return aggregated(
                received,
                ErrorMapper.response(
                        new ApiException(
                                ErrorCode.OUTCOME_UNKNOWN,
                                why
                                        + "; a change may still happen."
                                        + " Repeat it with the same Repeatability-Request-ID, or"
                                        + " read before you repeat it.",
                                Map.of("retry-after", "1"))));
    }

    private AggregatedHttpResponse rendered(@Nullable RequestHeaders received, HttpStatus status) {
        ErrorCode code = codeOf(status);
        ApiResponse response =
                ErrorMapper.response(
                        new ApiException(
                                code, "The request was refused: " + status.reasonPhrase() + "."));
        return aggregated(
                received == null ? RequestHeaders.of(HttpMethod.GET, "/") : received, response);
    }

    private AggregatedHttpResponse aggregated(RequestHeaders request, ApiResponse response) {
        return AggregatedHttpResponse.of(
                headers.of(request, response, null),
                HttpData.wrap(response.body()),
                HttpHeaders.of());
    }

    private static ErrorCode codeOf(HttpStatus status) {
        return switch (status.code()) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 413 -> ErrorCode.REQUEST_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> ErrorCode.SERVICE_UNAVAILABLE;
            default -> status.isServerError() ? ErrorCode.INTERNAL_ERROR : ErrorCode.BAD_PARAMETER;
        };
    }
}
