/** Tests of {@code io.strongroom.chaos.suite.campaign}. */
@NullMarked
package io.strongroom.chaos.suite.campaign;

import org.jspecify.annotations.NullMarked;
