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
 * Which request ids were used, for what, and what came of it: kept for 24 hours of quorum time, and
 * no more than a number of them, so that a retry gets the first answer. Refusals are kept too. What
 * is forgotten goes oldest first.
 */
final class RequestLog {
    static final long MEMORY_MILLIS = 24L * 60 * 60 * 1000;

    /**
     * So that forgetting never makes one command slow, still outpaces remembering, and looks for
     * the oldest only once in so many commands.
     */
    private static final int MOST_FORGOTTEN_PER_COMMAND = 64;

    private static final byte[] COUNT = Keys.text(Keys.REQUEST_COUNT);

    private final long most;
    private final int forgottenPerCommand;

    /**
     * @param most results, but for those of a command's share that may gather before the oldest go
     */
    RequestLog(long most) {
        this.most = most;
        this.forgottenPerCommand = Math.clamp(most / 1_000, 4, MOST_FORGOTTEN_PER_COMMAND);
    }

    /** Forgets a few that have expired or are too many. */
    void forget(Changes tables, long nowMillis) {
        Rows rows = new Rows(tables);
        byte[] front = rows.front(Table.REQUEST_EXPIRIES);
        long count = rows.number(Table.CLUSTER, COUNT);
        // The slack keeps the search from being made for every command.
        boolean tooMany = count > most + forgottenPerCommand - 4;
        if (!tooMany && nowMillis < Keys.expiresMillis(front)) {
            return;
        }
        Range range = new Range(front, Keys.last());
        int looked = forgottenPerCommand + 1;
        List<Row.RequestExpiry> oldest =
                rows.list(Table.REQUEST_EXPIRIES, range, looked, RowCodec.REQUEST_EXPIRY);
        // When all go: what is remembered from now on lasts a while.
        byte[] newFront = Keys.requestExpiries(nowMillis + MEMORY_MILLIS);
        for (int i = 0; i < oldest.size(); i++) {
            Row.RequestExpiry expiry = oldest.get(i);
            byte[] key = Keys.requestExpiry(expiry.expiresMillis(), expiry.requestId());
            boolean stays = count <= most && nowMillis < expiry.expiresMillis();
            if (stays || i == forgottenPerCommand) {
                newFront = key;
                break;
            }
            tables.delete(Table.REQUEST_EXPIRIES, key);
            tables.delete(Table.REQUESTS, Keys.request(expiry.requestId()));
            count--;
        }
        putCount(tables, count);
        tables.moveFront(Table.REQUEST_EXPIRIES, newFront);
    }

    /** The earlier result of this request, when there is one. */
    Optional<Result> recall(
            Changes tables, long nowMillis, RequestId requestId, Bytes commandDigest) {
        return stored(tables, requestId)
                .flatMap(request -> request.answer(nowMillis, commandDigest));
    }

    void remember(Changes tables, RequestId requestId, Row.StoredRequest request) {
        // One that has expired may still wait for its removal.
        Optional<Row.StoredRequest> old = stored(tables, requestId);
        if (old.isPresent()) {
            tables.delete(
                    Table.REQUEST_EXPIRIES,
                    Keys.requestExpiry(old.get().expiresMillis(), requestId));
        } else {
            putCount(tables, new Rows(tables).number(Table.CLUSTER, COUNT) + 1);
        }
        tables.put(
                Table.REQUESTS, Keys.request(requestId), RowCodec.STORED_REQUEST.encode(request));
        tables.putNewBehindFront(
                Table.REQUEST_EXPIRIES,
                Keys.requestExpiry(request.expiresMillis(), requestId),
                RowCodec.REQUEST_EXPIRY.encode(
                        new Row.RequestExpiry(request.expiresMillis(), requestId)));
    }

    private static void putCount(Changes tables, long count) {
        tables.put(Table.CLUSTER, COUNT, RowCodec.NUMBER.encode(new Row.Count(count)));
    }

    private static Optional<Row.StoredRequest> stored(Changes tables, RequestId requestId) {
        return new Rows(tables)
                .get(Table.REQUESTS, Keys.request(requestId), RowCodec.STORED_REQUEST);
    }
}
