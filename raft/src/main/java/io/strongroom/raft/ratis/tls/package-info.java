/** A node's identity towards its peers: read, checked, exchanged without a restart. */
@NullMarked
package io.strongroom.raft.ratis.tls;

import org.jspecify.annotations.NullMarked;
