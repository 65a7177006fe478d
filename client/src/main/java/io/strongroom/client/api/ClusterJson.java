package io.strongroom.client.api;

import java.util.List;

/**
 * The body of {@code GET /admin/v1/cluster}, and of every change under it.
 *
 * @param node the answering node, of itself
 * @param members as the answering node knows them, ordered by id; empty before a join
 * @param featureLevel what the cluster is finalized at
 * @param quorumTimeMillis the cluster's own clock, Unix milliseconds; 0 before a majority has
 *     spoken
 */
public record ClusterJson(
        NodeStatusJson node, List<MemberJson> members, int featureLevel, long quorumTimeMillis) {}
