/** What a development cluster consists of, and where its files lie. */
@NullMarked
package io.strongroom.server.dev.plan;

import org.jspecify.annotations.NullMarked;
