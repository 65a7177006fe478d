/** Reports of simulated runs. */
@NullMarked
package io.strongroom.chaos.report;

import org.jspecify.annotations.NullMarked;
