/** Commands, results and the values in them: data only, no behaviour beyond checking itself. */
@NullMarked
package io.strongroom.storage.command;

import org.jspecify.annotations.NullMarked;
