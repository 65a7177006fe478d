package io.strongroom.raft.ratis.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

class MemberHostsTest {
    private long now = 1;
    private final MemberHosts hosts = new MemberHosts(List.of("a", "b"), () -> now);

    @Test
    void get_beforeTheFirstMembership_isTheConfiguration() {
        assertEquals(Set.of("a", "b"), hosts.get());
    }

    @Test
    void get_ofAMemberThatHearsALeader_isTheMembership() {
        hosts.update(List.of("a", "c"), true);
        assertEquals(Set.of("a", "c"), hosts.get());
        hosts.update(List.of("a", "c"), false);
        assertEquals(Set.of("a", "b", "c"), hosts.get());
    }

    @Test
    void get_afterAHostHasLeft_keepsItForAWhile() {
        hosts.update(List.of("a", "c"), true);
        hosts.update(List.of("a"), true);
        assertEquals(Set.of("a", "c"), hosts.get());
        now += MemberHosts.GRACE.toNanos();
        hosts.update(List.of("a"), true);
        assertEquals(Set.of("a"), hosts.get());
    }

    @Test
    void admit_ofANewcomer_letsItInAtOnce() {
        hosts.update(List.of("a"), true);
        hosts.admit("d");
        assertEquals(Set.of("a", "d"), hosts.get());
    }
}
