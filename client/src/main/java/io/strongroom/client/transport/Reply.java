package io.strongroom.client.transport;

import io.strongroom.client.http.Answer;

/**
 * The answer to a call, a refusal or a failure included.
 *
 * @param attempts how often the call was sent, this one included
 * @param outcomeUnknown whether the change may have happened although this answer does not say so:
 *     the answer leaves it open, or an earlier attempt did and this one refused
 */
public record Reply(Answer answer, int attempts, boolean outcomeUnknown) {}
