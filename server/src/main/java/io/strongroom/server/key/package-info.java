/** Keys: routes, the handler, their JSON, sealing and what is done with them. */
@NullMarked
package io.strongroom.server.key;

import org.jspecify.annotations.NullMarked;
