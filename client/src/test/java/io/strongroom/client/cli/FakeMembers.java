package io.strongroom.client.cli;

import io.strongroom.client.fake.FakeCluster;
import io.strongroom.client.fake.Response;
import io.strongroom.client.fake.Seen;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** Three nodes that answer the admin API over one made-up membership. Thread-safe; close it. */
final class FakeMembers implements AutoCloseable {
    /** Members by id; the value is whether it votes. */
    private final Map<Integer, Boolean> members =
            new ConcurrentSkipListMap<>(Map.of(1, true, 2, true, 3, true));

    private final FakeCluster fakes = new FakeCluster();
    private int leader = 1;
    private long lag;
    private int early;
    private int busy;

    FakeMembers() {
        for (int id = 1; id <= 3; id++) {
            int self = id;
            fakes.node(id).answers(request -> node(self, request));
        }
    }

    /** Where the nodes are, as a file for {@code --env}. */
    Path environment(Path folder) throws IOException {
        return fakes.environment(folder);
    }

    Map<Integer, Boolean> members() {
        return members;
    }

    FakeCluster nodes() {
        return fakes;
    }

    synchronized int leader() {
        return leader;
    }

    /** How far node 4 is behind at first; it never moves from the largest number. */
    synchronized void lag(long entries) {
        lag = entries;
    }

    /** How often a promotion comes too early. */
    synchronized void early(int times) {
        early = times;
    }

    /** How many changes meet another one. */
    synchronized void busy(int times) {
        busy = times;
    }

    /** The changes that were asked for, in order. */
    List<String> changes() {
        return fakes.seen().stream()
                .filter(seen -> seen.target().startsWith("/admin"))
                .filter(seen -> !seen.method().equals("GET"))
                .map(seen -> seen.method() + " " + seen.target() + " " + seen.body())
                .toList();
    }

    private synchronized Response node(int self, Seen request) {
        if (request.target().startsWith("/tenant/oauth2")) {
            return Response.of(200, "{\"expires_in\":60,\"access_token\":\"t1\"}");
        }
        if (!request.method().equals("GET") && self != leader) {
            return Response.error(421, "Misdirected", "NotLeader", "ask the leader");
        }
        return request.method().equals("GET") ? status(self) : changed(self, request);
    }

    private Response changed(int self, Seen request) {
        var target = request.target().substring("/admin/v1/cluster".length());
        if (busy-- > 0) {
            return Response.error(409, "Conflict", "MembershipBusy", "another change");
        }
        if (request.method().equals("DELETE")) {
            members.remove(Integer.valueOf(target.substring("/nodes/".length())));
        } else if (target.equals("/nodes")) {
            members.putIfAbsent(4, false);
        } else if (target.equals("/nodes/4/promote")) {
            if (early-- > 0) {
                return Response.error(409, "Conflict", "NotCaughtUp", "too early");
            }
            if (!Boolean.TRUE.equals(members.put(4, true))
                    && request.body().contains("\"replaces\":2")) {
                members.remove(2);
            }
        } else if (target.equals("/leadership")) {
            if (request.body().contains("9")) {
                return Response.error(404, "NotFound", "UnknownMember", "no 9");
            }
            if (!request.body().contains("from") || request.body().contains("\"from\":" + self)) {
                leader = request.body().contains("\"to\":3") ? 3 : 2;
                fakes.leader(leader);
            }
        }
        return status(self);
    }

    private Response status(int self) {
        var leads = self == leader;
        if (leads && lag < Long.MAX_VALUE) {
            lag /= 2;
        }
        var list =
                members.entrySet().stream()
                        .map(member -> member(member.getKey(), member.getValue(), leads))
                        .collect(Collectors.joining(","));
        return Response.of(
                200,
                """
                {"node":{"id":%d,"role":"%s","leader":%d,"term":7,"commitIndex":100,
                 "appliedIndex":100,"ready":true,"supportedLevel":2,"logBytes":1048576,
                 "oldestIndex":0,"databaseBytes":1000},
                 "members":[%s],"featureLevel":2,"quorumTimeMillis":1493938410000}
                """
                        .formatted(self, leads ? "leader" : "follower", leader, list));
    }

    private String member(int id, boolean voter, boolean leads) {
        var behind = id == 4 ? lag : 0;
        var stuck = behind == Long.MAX_VALUE;
        return """
        {"id":%d,"host":"node%d","port":8444,"voter":%b,"leader":%b,"matchIndex":%s,"lag":%s,
         "millisSinceHeard":%s,"supportedLevel":2,"clockOffsetMillis":3}
        """
                .formatted(
                        id,
                        id,
                        voter,
                        id == leader,
                        leads ? (stuck ? "-1" : Long.toString(100 - Math.min(99, behind))) : "null",
                        leads ? (stuck ? "101" : Long.toString(behind)) : "null",
                        leads ? "5" : "null");
    }

    @Override
    public void close() {
        fakes.close();
    }
}
