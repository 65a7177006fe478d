/** The replicated log on Apache Ratis; the only package that imports it. */
@NullMarked
package io.strongroom.raft.ratis;

import org.jspecify.annotations.NullMarked;
