/**
 * The node's configuration: one YAML file, one record per concern, checked before anything opens.
 */
@NullMarked
package io.strongroom.server.config;

import org.jspecify.annotations.NullMarked;
