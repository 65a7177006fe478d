/** Makes a development cluster's folder: certificates, root key, principals, configuration. */
@NullMarked
package io.strongroom.server.dev.found;

import org.jspecify.annotations.NullMarked;
