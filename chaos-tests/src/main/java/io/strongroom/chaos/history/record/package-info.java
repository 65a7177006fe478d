/** Recording a history while it happens, as JSON lines, and reading it back. */
@NullMarked
package io.strongroom.chaos.history.record;

import org.jspecify.annotations.NullMarked;
