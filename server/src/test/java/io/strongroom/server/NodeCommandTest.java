package io.strongroom.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import org.junit.jupiter.api.Test;

import java.io.IOException;

final class NodeCommandTest {
    @Test
    void exitCode_onAFullDisk_asksForAnotherStart() {
        IOException full = new IOException("raft-meta: No space left on device");
        assertEquals(
                75, NodeCommand.exitCode(new StartupException("the log cannot be opened", full)));
    }

    @Test
    void exitCode_ofAMistake_asksForNone() {
        assertEquals(3, NodeCommand.exitCode(new HsmException(Kind.CONFIGURATION, "wrong PIN")));
        assertEquals(3, NodeCommand.exitCode(new StartupException("the wrong folder")));
    }
}
