/** To and from the bytes of command.proto: the log's entries and the rows of the database. */
@NullMarked
package io.strongroom.storage.codec;

import org.jspecify.annotations.NullMarked;
