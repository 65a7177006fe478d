/** What operators do to a cluster that serves: leadership, members, restarts and upgrades. */
@NullMarked
package io.strongroom.chaos.suite.admin;

import org.jspecify.annotations.NullMarked;
