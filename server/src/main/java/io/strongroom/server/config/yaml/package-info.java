/** YAML with positions: reads a file into typed values and says where each mistake stands. */
@NullMarked
package io.strongroom.server.config.yaml;

import org.jspecify.annotations.NullMarked;
