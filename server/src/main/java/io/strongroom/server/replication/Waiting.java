package io.strongroom.server.replication;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.raft.Applied;
import io.strongroom.server.http.ApiException;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.codec.MalformedException;
import io.strongroom.storage.codec.ResultCodec;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.Result;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A command whose caller waits, in the queue or on its way.
 *
 * @param bytes that it takes in an entry
 * @param result completed once the log has answered, or failed
 */
record Waiting(Envelope envelope, int bytes, CompletableFuture<Result> result) {
    /**
     * Measures it.
     *
     * @throws ApiException 400 when the command has no encoding, 413 when it is larger than {@code
     *     maxBytes}
     */
    static Waiting of(Envelope envelope, int maxBytes) {
        int bytes;
        try {
            bytes = EntryCodec.encodedSize(envelope);
        } catch (MalformedException e) {
            throw ApiException.badParameter("The request cannot be stored: " + e.getMessage());
        }
        if (bytes > maxBytes) {
            throw new ApiException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "The request is too large to be stored: at most %d bytes are allowed."
                            .formatted(maxBytes));
        }
        return new Waiting(envelope, bytes, new CompletableFuture<>());
    }

    /** Gives each command of an entry its own result. */
    static void complete(List<Waiting> batch, Applied applied) {
        try {
            List<Result> results = ResultCodec.decode(applied.reply());
            if (results.size() != batch.size()) {
                throw new InvariantViolation(
                        results.size() + " results for " + batch.size() + " commands");
            }
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).result().complete(results.get(i));
            }
        } catch (RuntimeException e) {
            batch.forEach(one -> one.result().completeExceptionally(e));
        }
    }

    /** Tells the callers of an entry what became of it. */
    static void fail(List<Waiting> batch, Throwable trouble) {
        Throwable cause =
                trouble instanceof CompletionException && trouble.getCause() != null
                        ? trouble.getCause()
                        : trouble;
        batch.forEach(one -> one.result().completeExceptionally(cause));
    }
}
