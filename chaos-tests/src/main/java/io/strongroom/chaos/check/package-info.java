/**
 * What decides whether a run passed: checks of its history, each with one verdict.
 *
 * <p>A check is made with its workload's name and says in its own comment what that workload has to
 * do for the check to hold. What looks at more than the history (replicas' digests, plaintext in
 * files) gives a {@code Verdict} of its own, and all of them together make the {@code RunVerdict}.
 */
@NullMarked
package io.strongroom.chaos.check;

import org.jspecify.annotations.NullMarked;
