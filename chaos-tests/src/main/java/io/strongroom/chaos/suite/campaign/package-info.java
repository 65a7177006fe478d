/** Which faults come when, one after the other or two at a time. */
@NullMarked
package io.strongroom.chaos.suite.campaign;

import org.jspecify.annotations.NullMarked;
