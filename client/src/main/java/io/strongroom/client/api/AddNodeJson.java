package io.strongroom.client.api;

/** The body of {@code POST /admin/v1/cluster/nodes}: a node, and where its log is reached. */
public record AddNodeJson(int id, String host, int port) {}
