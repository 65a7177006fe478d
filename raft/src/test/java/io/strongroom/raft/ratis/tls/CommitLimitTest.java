package io.strongroom.raft.ratis.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.junit.jupiter.api.Test;

class CommitLimitTest {
    private static AppendEntriesRequestProto.Builder request(long leaderCommit, int entries) {
        AppendEntriesRequestProto.Builder request =
                AppendEntriesRequestProto.newBuilder().setLeaderCommit(leaderCommit);
        for (int index = 0; index < entries; index++) {
            request.addEntries(LogEntryProto.newBuilder().setIndex(index));
        }
        return request;
    }

    @Test
    void limited_fromTheLogsBeginning_commitsNoMoreThanItBrings() {
        assertEquals(-1, CommitLimit.limited(request(7, 0).build()).getLeaderCommit());
        assertEquals(1, CommitLimit.limited(request(7, 2).build()).getLeaderCommit());
    }

    @Test
    void limited_behindAnEntryOrBelowWhatItBrings_isTheSame() {
        for (AppendEntriesRequestProto request :
                new AppendEntriesRequestProto[] {
                    request(7, 0).setPreviousLog(TermIndexProto.newBuilder().setIndex(7)).build(),
                    request(1, 2).build(),
                    request(-1, 0).build()
                }) {
            assertSame(request, CommitLimit.limited(request));
        }
    }
}
