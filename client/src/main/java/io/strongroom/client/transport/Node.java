package io.strongroom.client.transport;

import java.net.URI;

/** A node by its place in the configured list, which says nothing of its id. */
record Node(int place, URI address) {}
