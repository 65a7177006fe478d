package io.strongroom.storage.state;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Table;

/** The state's only clock: the newest stamp that any entry brought. It never goes back. */
final class LogTime {
    private LogTime() {}

    /** Moves the time on to the entry's stamp, if that is newer, and says what time it is. */
    static long advanceMillis(Changes tables, long stampMillis) {
        long before =
                new Rows(tables)
                        .get(Table.CLUSTER, Keys.text(Keys.LOG_TIME), RowCodec.LOG_TIME)
                        .map(Row.LogTime::millis)
                        .orElse(0L);
        long now = Math.max(before, stampMillis);
        tables.put(
                Table.CLUSTER,
                Keys.text(Keys.LOG_TIME),
                RowCodec.LOG_TIME.encode(new Row.LogTime(now)));
        return now;
    }
}
