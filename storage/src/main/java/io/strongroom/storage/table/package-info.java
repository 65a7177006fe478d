/**
 * The state as named tables of rows in key order: the port to the database, the keys, the reads.
 */
@NullMarked
package io.strongroom.storage.table;

import org.jspecify.annotations.NullMarked;
