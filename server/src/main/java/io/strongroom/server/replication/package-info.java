/** Commands into the log and reads behind its barrier. */
@NullMarked
package io.strongroom.server.replication;

import org.jspecify.annotations.NullMarked;
