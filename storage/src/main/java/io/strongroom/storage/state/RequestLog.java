package io.strongroom.storage.state;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Rows.Range;
import io.strongroom.storage.table.Table;

import java.util.List;
import java.util.Optional;

/**
 * Which request ids were used, for what, and what came of it: kept for 24 hours of log time, so
 * that a retry gets the first answer. Refusals are kept too.
 */
final class RequestLog {
    static final long MEMORY_MILLIS = 24L * 60 * 60 * 1000;

    /** So that forgetting never makes one command slow, and still outpaces remembering. */
    private static final int FORGOTTEN_PER_COMMAND = 4;

    // No stored request expires before this time. It only spares looking: a scan from the start
    // would wade through the tombstones of all that expired before. It holds because log time never
    // goes back, so that what is remembered from now on expires no earlier than what is there.
    private long nextExpiryMillis;

    void forgetExpired(Changes tables, long nowMillis) {
        if (nowMillis < nextExpiryMillis) {
            return;
        }
        Range range = new Range(Keys.requestExpiries(nextExpiryMillis), Keys.last());
        int looked = FORGOTTEN_PER_COMMAND + 1;
        List<Row.RequestExpiry> front =
                new Rows(tables)
                        .list(Table.REQUEST_EXPIRIES, range, looked, RowCodec.REQUEST_EXPIRY);
        for (int i = 0; i < front.size(); i++) {
            Row.RequestExpiry expiry = front.get(i);
            nextExpiryMillis = expiry.expiresMillis();
            if (nowMillis < expiry.expiresMillis() || i == FORGOTTEN_PER_COMMAND) {
                return;
            }
            tables.delete(
                    Table.REQUEST_EXPIRIES,
                    Keys.requestExpiry(expiry.expiresMillis(), expiry.requestId()));
            tables.delete(Table.REQUESTS, Keys.request(expiry.requestId()));
        }
        // All are gone; what is remembered from now on lasts a while.
        nextExpiryMillis = nowMillis + MEMORY_MILLIS;
    }

    /** The earlier result of this request, when there is one. */
    Optional<Result> recall(
            Changes tables, long nowMillis, RequestId requestId, Bytes commandDigest) {
        return stored(tables, requestId)
                .filter(request -> nowMillis < request.expiresMillis())
                .map(request ->
                        request.commandDigest().equals(commandDigest)
                                ? request.result()
                                : new Result.RequestIdReused());
    }

    void remember(Changes tables, RequestId requestId, Row.StoredRequest request) {
        // One that has expired may still wait for its removal.
        stored(tables, requestId)
                .ifPresent(old ->
                        tables.delete(
                                Table.REQUEST_EXPIRIES,
                                Keys.requestExpiry(old.expiresMillis(), requestId)));
        tables.put(
                Table.REQUESTS, Keys.request(requestId), RowCodec.STORED_REQUEST.encode(request));
        tables.put(
                Table.REQUEST_EXPIRIES,
                Keys.requestExpiry(request.expiresMillis(), requestId),
                RowCodec.REQUEST_EXPIRY.encode(
                        new Row.RequestExpiry(request.expiresMillis(), requestId)));
    }

    private static Optional<Row.StoredRequest> stored(Changes tables, RequestId requestId) {
        return new Rows(tables)
                .get(Table.REQUESTS, Keys.request(requestId), RowCodec.STORED_REQUEST);
    }
}
