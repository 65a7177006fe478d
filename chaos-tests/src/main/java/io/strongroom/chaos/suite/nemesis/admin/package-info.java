/** What operators do while clients are at work, as faults of a run. */
@NullMarked
package io.strongroom.chaos.suite.nemesis.admin;

import org.jspecify.annotations.NullMarked;
