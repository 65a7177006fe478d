/** RocksDB: column families, key encoding, the batch that one entry becomes. */
@NullMarked
package io.strongroom.storage.rocks;

import org.jspecify.annotations.NullMarked;
